using OrleansRealtime.EndToEndTests.Browser;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Cluster;

/// <summary>Processes of a cluster are killed under tabs that are open behind nginx. Nobody reloads.</summary>
[Collection<SharedCluster>]
public sealed class LossTests(Chromium chromium, RealtimeCluster cluster) : BoardTests(chromium)
{
    internal override Uri Url => cluster.Url;

    [Fact]
    public async Task Tabs_go_on_when_the_gateway_that_has_them_dies_and_edits_when_the_silo_does_that_has_the_card()
    {
        var card = (await CardsAsync("todo"))[0];
        var (ana, bo) = (await OpenAsync("ana"), await OpenAsync("bo"));
        await ana.RenameAsync(card, "Named by Ana");
        await bo.ShowsTitleAsync(card, "Named by Ana");

        // The second certainly has both tabs while the first is away. One that moves back before its end has a new socket as well.
        await LoseGatewayAsync(0, card, ana, bo);
        var sockets = (Ana: ana.WebSockets, Bo: bo.WebSockets);
        await cluster.Gateways[0].RestartAsync();
        await LoseGatewayAsync(1, card, ana, bo);
        Assert.True(ana.WebSockets > sockets.Ana && bo.WebSockets > sockets.Bo, "A tab had a socket to a gateway that was dead.");
        await cluster.Gateways[1].RestartAsync();

        // Of the two, the second certainly has the card.
        for (var dead = 0; dead < 2; dead++)
        {
            await cluster.Silos[dead].KillAsync();
            await ana.RenameAsync(card, $"Named while silo {dead} was away");
            await bo.ShowsTitleAsync(card, $"Named while silo {dead} was away");
            await ana.IsSavedAsync(card);
            await cluster.Silos[dead].RestartAsync();
        }
    }

    /// <summary>Afterwards both tabs are connected to the other one.</summary>
    private async Task LoseGatewayAsync(int dead, string card, params BoardTab[] tabs)
    {
        var title = $"Edited while gateway {dead} was away";
        await cluster.Gateways[dead].KillAsync();
        (await cluster.At(1 - dead, Api).PatchAsync($"entities/workitem/{card}", new { title })).Is(OK);
        foreach (var tab in tabs)
        {
            await tab.ShowsTitleAsync(card, title);
            await tab.IsConnectedAsync();
        }
    }

    internal override Task<RestCaller> StartAsync() => Task.FromResult(cluster.Caller("demo"));
}
