using OrleansRealtime.EndToEndTests.Browser;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Cluster;

/// <summary>A page behind nginx that passes no WebSocket on, in front of two gateways.</summary>
[Collection<SharedCluster>]
public sealed class StockProxyTests(Chromium chromium, RealtimeCluster cluster) : BoardTests(chromium)
{
    internal override Uri Url => cluster.StockUrl;

    [Fact]
    public async Task A_board_is_live_by_event_streams_and_shows_what_a_tab_and_each_gateway_edits()
    {
        var card = (await CardsAsync("todo"))[0];
        BoardTab[] tabs = [await OpenAsync("ana"), await OpenAsync("bo")];

        await tabs[0].RenameAsync(card, "Edited behind the stock proxy");
        foreach (var tab in tabs) await tab.ShowsTitleAsync(card, "Edited behind the stock proxy");
        // One of them has both tabs.
        for (var gateway = 0; gateway < 2; gateway++)
        {
            (await cluster.At(gateway, Api).PatchAsync($"entities/workitem/{card}", new { title = $"Edited at gateway {gateway}" })).Is(OK);
            foreach (var tab in tabs) await tab.ShowsTitleAsync(card, $"Edited at gateway {gateway}");
        }

        Assert.All(tabs, tab =>
        {
            Assert.Equal(0, tab.OpenWebSockets);
            Assert.Contains(tab.Requests, request => request.Headers.GetValueOrDefault("accept") == "text/event-stream");
        });
    }

    internal override Task<RestCaller> StartAsync() => Task.FromResult(cluster.Caller("demo"));
}
