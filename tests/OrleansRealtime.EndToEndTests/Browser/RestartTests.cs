using System.Globalization;
using static Microsoft.Playwright.Assertions;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Browser;

/// <summary>The server goes and comes back under open tabs. Nobody reloads.</summary>
public sealed class RestartTests(Chromium chromium) : BoardTests(chromium)
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("kill -9")]
    public async Task Open_tabs_come_back_by_themselves_with_nothing_missing(string end)
    {
        var cards = await CardsAsync("todo");
        var (ana, bo) = (await OpenAsync("ana"), await OpenAsync("bo"));
        await ana.RenameAsync(cards[0], "Before");
        await bo.ShowsTitleAsync(cards[0], "Before");

        await EndAsync(end);
        await ana.IsReconnectingAsync();
        await bo.IsReconnectingAsync();
        await Server.RestartAsync();
        // Whether the tabs are back by now is all the same.
        (await Api.PatchAsync($"entities/workitem/{cards[1]}", new { title = "Meanwhile" }, ("X-Actor", "eve"))).Is(OK);
        (await Api.PatchAsync("entities/board/main", Slot(cards[2], "done"))).Is(OK);
        (await Api.PostAsync($"entities/workitem/{cards[3]}/comments", new { text = "@ana", mentions = new[] { "ana" } }, ("X-Actor", "eve"))).Is(Created);

        foreach (var tab in (BoardTab[])[ana, bo])
        {
            await tab.ShowsTitleAsync(cards[0], "Before");
            await tab.ShowsTitleAsync(cards[1], "Meanwhile");
            await tab.ShowsInAsync(cards[2], "done");
            await tab.IsConnectedAsync();
        }

        await ana.BellShowsAsync(1);
        await bo.RenameAsync(cards[0], "After");
        await ana.ShowsTitleAsync(cards[0], "After");
    }

    [Fact]
    public async Task Each_transport_carries_the_board_and_comes_back_after_a_kill()
    {
        var card = (await CardsAsync("todo"))[0];
        Dictionary<string, BoardTab> tabs = [];
        foreach (var transport in Transports.All) tabs[transport] = await OpenAsync("ana", transport: transport);
        (await Api.PatchAsync($"entities/workitem/{card}", new { title = "One" })).Is(OK);
        foreach (var (transport, tab) in tabs)
        {
            await tab.ShowsTitleAsync(card, "One");
            Assert.Equal(transport == Transports.WebSockets, tab.WebSockets > 0);
            Assert.Equal(transport == Transports.ServerSentEvents, tab.Requests.Any(request => request.Headers.GetValueOrDefault("accept") == "text/event-stream"));
        }

        await EndAsync("kill -9");
        foreach (var tab in tabs.Values) await tab.IsReconnectingAsync();
        await Server.RestartAsync();
        (await Api.PatchAsync($"entities/workitem/{card}", new { title = "Two" })).Is(OK);
        foreach (var tab in tabs.Values)
        {
            await tab.ShowsTitleAsync(card, "Two");
            await tab.IsConnectedAsync();
        }
    }

    [Fact]
    public async Task What_is_snoozed_leaves_all_tabs_and_comes_back_once_after_the_server_was_killed()
    {
        var browser = await NewBrowserAsync();
        var (one, two) = (await OpenAsync("ana", browser), await OpenAsync("ana", browser));
        var ana = await Api.AsUserAsync("ana");
        (await Api.PostAsync("notifications", new { to = new[] { "ana" }, kind = "notice", title = "Not now" })).Is(Accepted);
        foreach (var tab in (BoardTab[])[one, two]) await tab["bell"].ClickAsync();
        await Expect(two.Notifications).ToHaveCountAsync(1);
        var seq = (await one.SeqsAsync())[0];

        await one[$"snooze-{seq}"].ClickAsync();
        await one["snooze-minutes"].ClickAsync();
        foreach (var tab in (BoardTab[])[one, two])
        {
            await Expect(tab.Notifications).ToHaveCountAsync(0);
            await tab.BellShowsAsync(0);
            await tab["inbox-tab-snoozed"].ClickAsync();
            await Expect(tab[$"notification-{seq}"]).ToBeVisibleAsync();
        }

        // Nobody waits for 20 minutes: so soon that it ends while the server is away, or a moment after.
        var until = DateTimeOffset.UtcNow.AddSeconds(2).ToString("O", CultureInfo.InvariantCulture);
        (await ana.PostAsync("me/inbox/mark", new { @as = "snoozed", seqs = new[] { seq }, until })).Is(OK);
        await Server.KillAsync();
        await Server.RestartAsync();

        foreach (var tab in (BoardTab[])[one, two])
        {
            // Looked for at the start of the server, and every 30 seconds from then on.
            await Expect(tab["bell-count"]).ToHaveTextAsync("1", new() { Timeout = 90_000 });
            await Expect(tab.Notifications).ToHaveCountAsync(0);
            await tab["inbox-tab-all"].ClickAsync();
            await Expect(tab.Notifications).ToHaveCountAsync(1);
            await Expect(tab.Notifications).ToContainTextAsync("Not now");
            Assert.NotEqual(seq, (await tab.SeqsAsync())[0]);
        }

        Assert.Single((await ana.GetAsync("me/inbox?filter=all")).Is(OK)["items"].EnumerateArray());
    }

    [Fact]
    public async Task Edits_made_while_the_server_is_away_are_marked_and_take_effect_once_when_it_is_back()
    {
        var card = (await CardsAsync("todo"))[0];
        var before = (await Api.GetAsync($"entities/workitem/{card}"))["position"].GetString()!;
        var (ana, bo) = (await OpenAsync("ana"), await OpenAsync("bo"));

        await Server.KillAsync();
        await Expect(ana["status"]).ToHaveAttributeAsync("data-state", "stale");
        await Expect(ana["status"]).ToContainTextAsync("Stale since");
        await ana.RenameAsync(card, "First thought");
        await ana.RenameAsync(card, "Second thought");
        await ana.DragAsync(card, "done");
        await ana.IsSavingAsync(card);
        await ana.ShowsTitleAsync(card, "Second thought");
        await ana.ShowsInAsync(card, "done");
        await Server.RestartAsync();

        await ana.IsSavedAsync(card);
        await ana.IsConnectedAsync();
        foreach (var tab in (BoardTab[])[ana, bo])
        {
            await tab.ShowsTitleAsync(card, "Second thought");
            await tab.ShowsInAsync(card, "done");
        }

        await Expect(ana.Failure(card)).ToHaveCountAsync(0);
        var after = await Api.GetAsync($"entities/workitem/{card}");
        Assert.Equal("Second thought", after["fields"].GetProperty("title").GetString());
        Assert.Equal(VersionOf(before) + 2, VersionOf(after["position"].GetString()!));
    }

    private Task EndAsync(string end) => end == "kill -9" ? Server.KillAsync() : Server.StopAsync(end);

    private static long VersionOf(string position) => long.Parse(position.Split(':')[1], CultureInfo.InvariantCulture);

    private static Dictionary<string, object> Slot(string card, string column) =>
        new() { [$"workitem/{card}"] = new { column, rank = "a0" } };
}
