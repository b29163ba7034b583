using Microsoft.Playwright;
using OrleansRealtime.EndToEndTests.Browser;
using OrleansRealtime.EndToEndTests.Servers;
using static Microsoft.Playwright.Assertions;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.React;

/// <summary>What somebody gets who copies the first lines of the React package's README: a bell, in a browser, on a real server.</summary>
public sealed class ReadmeAppTests(Chromium chromium, SharedServer shared) : IAsyncLifetime
{
    private readonly List<string> _errors = [];
    private readonly List<IBrowserContext> _contexts = [];

    /// <summary>The workspace and the user that the README names. Nobody else's tests use them.</summary>
    private RestCaller Api => shared.Process.Caller("acme");

    public ValueTask InitializeAsync()
    {
        Chromium.Require();
        ReadmeApp.Require();
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts) await context.DisposeAsync();
        if (TestContext.Current.TestState?.Result != TestResult.Failed) Assert.Empty(_errors);
    }

    [Fact]
    public async Task The_bell_counts_up_opens_and_is_read_in_the_other_tab_too()
    {
        var browser = await NewBrowserAsync();
        var (one, two) = (await OpenAsync(browser), await OpenAsync(browser));

        await NotifyAsync("It is live", link: "/releases/7");
        await NotifyAsync("It is being looked at");
        await ShowsAsync(one, 2);
        await ShowsAsync(two, 2);

        await one.GetByTestId("bell").ClickAsync();
        await Expect(one.Locator(".ort-item strong")).ToHaveTextAsync(["It is being looked at", "It is live"]);
        await Expect(one.GetByTestId("pop-over")).ToBeFocusedAsync();
        await two.GetByTestId("bell").ClickAsync();
        await Expect(two.Locator(".ort-item[data-read=false]")).ToHaveCountAsync(2);

        await one.GetByTestId("bell-list").GetByRole(AriaRole.Button, new() { Name = "Mark as read" }).First.ClickAsync();
        await ShowsAsync(one, 1);
        await ShowsAsync(two, 1);
        await Expect(two.Locator(".ort-item[data-read=true] strong")).ToHaveTextAsync("It is being looked at");

        // What comes in while it is open is in it at once, and said.
        await NotifyAsync("Another one");
        await Expect(two.Locator(".ort-item strong").First).ToHaveTextAsync("Another one");
        await Expect(two.GetByTestId("arrivals")).ToHaveTextAsync("New notification: Another one");
        await KeepInEveryLookAsync(two);
        await PreferencesFitAsync(two);

        // The row that had the focus goes, and the focus stays in.
        await two.Locator("[data-testid^=archive-]").Nth(1).ClickAsync();
        await Expect(two.Locator(".ort-item")).ToHaveCountAsync(2);

        // Escape gives the focus back, and the link is followed; its item is read by then.
        await two.Keyboard.PressAsync("Escape");
        await Expect(two.GetByTestId("bell")).ToBeFocusedAsync();
        await Expect(two.GetByTestId("pop-over")).ToBeHiddenAsync();
        // From here on the browser sends by itself, as a user's does: a request of a page that is being left passes through no program's hands.
        await browser.UnrouteAllAsync();
        await one.Locator(".ort-item", new() { HasText = "It is live" }).ClickAsync();
        await one.WaitForURLAsync("**/releases/7");
        await ShowsAsync(two, 1);
    }

    private async Task NotifyAsync(string title, string? link = null) =>
        (await Api.PostAsync("notifications", new { to = new[] { "ana" }, kind = "deploy", title, body = "Release 7, by the pipeline", link })).Is(Accepted);

    private static async Task ShowsAsync(IPage tab, int count) => await Expect(tab.GetByTestId("bell-count")).ToHaveTextAsync($"{count}");

    private async Task<IBrowserContext> NewBrowserAsync()
    {
        var context = await (await chromium.StartAsync()).NewContextAsync(new() { ViewportSize = new() { Width = 900, Height = 560 }, ColorScheme = ColorScheme.Light });
        context.SetDefaultTimeout((float)Waiting.Usual.TotalMilliseconds);
        _contexts.Add(context);
        var page = await ReadmeApp.PageAsync();
        // The application's own back end, as far as this page needs one.
        await context.RouteAsync("**/app", route => route.FulfillAsync(new() { ContentType = "text/html", Body = page }));
        await context.RouteAsync("**/live-token", async route =>
        {
            var token = (await Api.PostAsync("tokens", new { user = "ana", name = "Ana Diaz" })).Is(OK);
            await route.FulfillAsync(new() { ContentType = "application/json", Body = token.Text });
        });
        return context;
    }

    private async Task<IPage> OpenAsync(IBrowserContext browser)
    {
        var tab = await browser.NewPageAsync();
        tab.PageError += (_, error) => _errors.Add(error);
        await tab.GotoAsync($"{shared.Process.Url}app");
        await Expect(tab.GetByTestId("bell")).ToBeVisibleAsync();
        return tab;
    }

    private static async Task PreferencesFitAsync(IPage tab)
    {
        await tab.GetByTestId("open-preferences").ClickAsync();
        await tab.GetByTestId("quiet-on").CheckAsync();
        await Expect(tab.GetByTestId("quiet-zone")).ToBeVisibleAsync();
        await tab.ScreenshotAsync(new() { Path = BuiltServer.Artifacts("end-to-end", "react-preferences.png") });
        Assert.True(await tab.Locator(".ort-preferences-body").EvaluateAsync<bool>("body => body.scrollWidth <= body.clientWidth"), "They are wider than their place.");
        await tab.GetByTestId("preferences-back").ClickAsync();
    }

    /// <summary>Pictures for people: light, dark, and right to left. The bell stays within the window in each.</summary>
    private static async Task KeepInEveryLookAsync(IPage tab)
    {
        await KeepAsync("light");
        await tab.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await KeepAsync("dark");
        Assert.Equal("rgb(32, 34, 31)", await BackgroundAsync());
        await tab.EvaluateAsync("document.documentElement.dataset.theme = 'light'");
        Assert.Equal("rgb(255, 255, 255)", await BackgroundAsync());
        await tab.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await tab.EvaluateAsync("document.documentElement.dir = 'rtl'");
        await KeepAsync("rtl");

        // Read the other way, this bell stands at the edge from which its inbox opens outward.
        await tab.EvaluateAsync("document.documentElement.dir = 'ltr'");
        await tab.EvaluateAsync("document.querySelector('.ort-bell').style.cssText = 'position: absolute; left: 0; top: 0'");
        await tab.EvaluateAsync("dispatchEvent(new Event('resize'))");
        await KeepAsync("left");
        await tab.EvaluateAsync("document.querySelector('.ort-bell').style.cssText = ''");

        async Task KeepAsync(string look)
        {
            await tab.ScreenshotAsync(new() { Path = BuiltServer.Artifacts("end-to-end", $"react-{look}.png") });
            var box = await BoardTab.BoxOfAsync(tab.GetByTestId("pop-over"));
            Assert.InRange(box.X, 0, 900 - box.Width);
        }

        Task<string> BackgroundAsync() => tab.GetByTestId("pop-over").EvaluateAsync<string>("element => getComputedStyle(element).backgroundColor");
    }
}
