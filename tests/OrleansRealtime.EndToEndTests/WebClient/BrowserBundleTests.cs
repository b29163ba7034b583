using System.Text.RegularExpressions;
using OrleansRealtime.EndToEndTests.Browser;
using OrleansRealtime.EndToEndTests.Servers;
using static Microsoft.Playwright.Assertions;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.WebClient;

/// <summary>A page that is built by nothing: a script of its own and the client's one file for browsers, as the client's README has it.</summary>
public sealed partial class BrowserBundleTests(Chromium chromium, SharedServer shared)
{
    private static readonly string Client = Path.GetFullPath(Path.Combine(BuiltServer.ContentRoot, "..", "web", "client"));

    [Fact]
    public async Task A_plain_script_of_the_README_connects_and_shows_the_badge()
    {
        Chromium.Require();
        var api = shared.Process.Caller("demo");
        var script = Html().Match(await File.ReadAllTextAsync(Path.Combine(Client, "README.md"), TestContext.Current.CancellationToken)).Groups[1].Value;
        await using var context = await (await chromium.StartAsync()).NewContextAsync();
        await context.RouteAsync("**/app", route => route.FulfillAsync(new() { ContentType = "text/html", Body = $"<!doctype html><title>Nothing yet</title>{script}" }));
        await context.RouteAsync("**/browser.js", route => route.FulfillAsync(new() { ContentType = "text/javascript", Path = Path.Combine(Client, "dist", "browser.js") }));
        await context.RouteAsync("**/live-token", async route =>
        {
            var token = (await api.PostAsync("tokens", new { user = "ana" })).Is(OK);
            await route.FulfillAsync(new() { ContentType = "application/json", Body = token.Text });
        });
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{shared.Process.Url}app");
        await Expect(page).ToHaveTitleAsync("0 unread");
        (await api.PostAsync("notifications", new { to = new[] { "ana" }, kind = "deploy", title = "It is live" })).Is(Accepted);
        await Expect(page).ToHaveTitleAsync("1 unread");
    }

    [GeneratedRegex("```html\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Html();
}
