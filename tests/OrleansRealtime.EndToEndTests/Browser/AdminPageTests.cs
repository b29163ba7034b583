using Microsoft.Playwright;
using OrleansRealtime.EndToEndTests.Servers;
using static Microsoft.Playwright.Assertions;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Browser;

/// <summary>The page of those who support users answers why somebody got something or did not, and keeps the key to itself.</summary>
public sealed class AdminPageTests(Chromium chromium, SharedDemo shared) : BoardTests(chromium, shared)
{
    /// <summary>What runs where somebody inserts it as markup.</summary>
    private const string Markup = "<script>window.ran = true</script><img src=x onerror='window.ran = true'>";

    [Fact]
    public async Task It_says_what_came_for_a_user_why_and_what_became_of_it()
    {
        var ana = await SignedInAsync(Server.ApiKey);
        (await (await Api.AsUserAsync("ana")).PutAsync("me/preferences", new { kinds = new { silent = new { inbox = false } } })).Is(OK);
        foreach (var kind in (string[])["silent", "deploy"])
            (await Api.PostAsync("notifications", new { to = (string[])["ana"], kind, title = Markup })).Is(Accepted);
        await Waiting.UntilAsync(() => Api.GetAsync("admin/users/ana/notifications"), answer => answer["notifications"].GetArrayLength() == 2, "both");

        await LookUpAsync(ana, "ana");

        await Expect(ana.Locator("#user-status")).ToHaveTextAsync("2 notifications.");
        await Expect(ana.Locator("#user-facts")).ToContainTextAsync("1 unread, 1 unseen");
        await Expect(ana.Locator("#notifications tr").Filter(new() { HasText = "withheld" })).ToContainTextAsync("ana's preferences say so of 'silent'");
        var delivered = ana.Locator("#notifications tr").Filter(new() { HasText = "delivered" });
        await Expect(delivered).ToContainTextAsync(Markup);
        await Expect(ana.Locator("#notifications :is(script, img)")).ToHaveCountAsync(0);
        Assert.False(await ana.EvaluateAsync<bool>("() => 'ran' in window"));

        await delivered.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(delivered.GetByRole(AriaRole.Button)).ToHaveTextAsync("Really?");
        await delivered.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(delivered).ToContainTextAsync("taken back");
        Assert.Equal(0, (await Api.GetAsync("admin/users/ana")).Is(OK)["badge"].GetProperty("unread").GetInt32());

        await ana.GetByRole(AriaRole.Textbox, new() { Name = "Kind" }).FillAsync("silent");
        await ana.Keyboard.PressAsync("Enter");
        await Expect(ana.Locator("#user-status")).ToHaveTextAsync("1 notification.");
        await Expect(ana.Locator("#notifications tr")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task It_says_how_an_entity_and_the_node_are()
    {
        var card = (await CardsAsync("backlog"))[0];
        (await Api.PatchAsync($"entities/workitem/{card}", new { title = Markup }, ("X-Actor", "bo"))).Is(OK);
        var page = await SignedInAsync(Server.ApiKey);
        await Expect(page.Locator("#health-status")).ToHaveTextAsync("This node: ok.");

        await page.GetByRole(AriaRole.Textbox, new() { Name = "Type" }).FillAsync("workitem");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Id" }).FillAsync(card);
        await page.GetByRole(AriaRole.Button, new() { Name = "Look up the entity" }).ClickAsync();

        await Expect(page.Locator("#entity-facts")).ToContainTextAsync("by bo");
        await Expect(page.Locator("#changes tr").First).ToContainTextAsync("window.ran = true");
        await Expect(page.Locator("#entity-fields")).ToContainTextAsync("window.ran = true");
        Assert.False(await page.EvaluateAsync<bool>("() => 'ran' in window"));
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Id" }).FillAsync("none");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#entity-status")).ToContainTextAsync("not_found");
        await Expect(page.Locator("#entity-result")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task It_says_who_is_connected_exports_what_is_kept_and_erases_it_when_the_id_is_typed_again()
    {
        (await Api.PostAsync("notifications", new { to = (string[])["ana"], kind = "deploy", title = Markup })).Is(Accepted);
        await Waiting.UntilAsync(() => Api.GetAsync("admin/users/ana/notifications"), answer => answer["notifications"].GetArrayLength() == 1, "it");
        await using var tab = await HubClient.ConnectAsync(Server, await Api.AsUserAsync("ana"));
        await tab.OpenAsync("board", "main");
        var page = await SignedInAsync(Server.ApiKey);
        await LookUpAsync(page, "ana");
        await Expect(page.Locator("#connections tr").Filter(new() { HasText = "webSockets" })).ToContainTextAsync("board/main");
        await Expect(page.Locator("#processes tr")).ToHaveCountAsync(1);

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Export it to a file" }).ClickAsync());
        Assert.Equal("ana.ndjson", download.SuggestedFilename);
        var lines = await File.ReadAllLinesAsync((await download.PathAsync())!, TestContext.Current.CancellationToken);
        Assert.Contains("\"kind\":\"end\"", lines[^1], StringComparison.Ordinal);
        await Expect(page.Locator("#data-status")).ToContainTextAsync("Exported: 1 items, 1 notifications");

        await page.GetByText("Erase it").ClickAsync();
        var erase = page.GetByRole(AriaRole.Button, new() { Name = "Erase for good" });
        await Expect(erase).ToBeDisabledAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "once more" }).FillAsync("an");
        await page.Keyboard.PressAsync("Enter");
        await Expect(erase).ToBeDisabledAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "once more" }).FillAsync("ana");
        await erase.ClickAsync();

        await Expect(page.Locator("#data-status")).ToContainTextAsync("Erased: 1 items, 1 notifications");
        await Expect(page.Locator("#notifications tr")).ToHaveCountAsync(0);
        Assert.Equal("access_revoked", (await tab.TakeAsync("goodbye")).Text("code"));
        Assert.Equal(0, (await Api.GetAsync("admin/users/ana/notifications")).Is(OK)["notifications"].GetArrayLength());
        await page.GetByRole(AriaRole.Button, new() { Name = "Look up the user" }).ClickAsync();
        await Expect(page.Locator("#user-status")).ToHaveTextAsync("0 notifications.");
        await Expect(page.Locator("#connections tr")).ToHaveTextAsync("None.");
    }

    [Fact]
    public async Task The_key_is_in_memory_alone_and_a_wrong_one_says_so()
    {
        var page = await SignedInAsync("no-key-that-anybody-has");
        await LookUpAsync(page, "ana");
        await Expect(page.Locator("#user-status")).ToContainTextAsync("unauthenticated");
        Assert.Equal("0 0 0", await page.EvaluateAsync<string>("() => [localStorage.length, sessionStorage.length, document.cookie.length].join(' ')"));
        Assert.DoesNotContain("no-key", page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain("no-key", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal("", await page.Locator("input[name=key]").InputValueAsync());

        await page.ReloadAsync();
        await Expect(page.Locator("#sign-in")).ToBeVisibleAsync();
        await Expect(page.Locator("#views")).ToBeHiddenAsync();
    }

    private async Task<IPage> SignedInAsync(string key)
    {
        var page = await (await NewBrowserAsync()).NewPageAsync();
        await page.GotoAsync(new Uri(Url, "admin").ToString());
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Workspace" }).FillAsync(Api.Workspace);
        await page.GetByLabel("API key").FillAsync(key);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#session")).ToHaveTextAsync($"in {Api.Workspace}");
        return page;
    }

    private static async Task LookUpAsync(IPage page, string user)
    {
        // Whoever signs in may type at once.
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "User" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(user);
        await page.Keyboard.PressAsync("Enter");
    }
}
