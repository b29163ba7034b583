using OrleansRealtime.EndToEndTests.Live;
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

    [Theory]
    [ClassData(typeof(EveryTransport))]
    public async Task Each_transport_carries_the_board_and_comes_back_after_a_kill(string transport)
    {
        var card = (await CardsAsync("todo"))[0];
        var tab = await OpenAsync("ana", transport: transport);
        (await Api.PatchAsync($"entities/workitem/{card}", new { title = "One" })).Is(OK);
        await tab.ShowsTitleAsync(card, "One");
        Assert.Equal(transport == Transports.WebSockets, tab.WebSockets > 0);
        Assert.Equal(transport == Transports.ServerSentEvents, tab.Requests.Any(request => request.ResourceType == "eventsource"));

        await EndAsync("kill -9");
        await tab.IsReconnectingAsync();
        await Server.RestartAsync();
        (await Api.PatchAsync($"entities/workitem/{card}", new { title = "Two" })).Is(OK);
        await tab.ShowsTitleAsync(card, "Two");
        await tab.IsConnectedAsync();
    }

    private Task EndAsync(string end) => end == "kill -9" ? Server.KillAsync() : Server.StopAsync(end);

    private static Dictionary<string, object> Slot(string card, string column) =>
        new() { [$"workitem/{card}"] = new { column, rank = "a0" } };
}
