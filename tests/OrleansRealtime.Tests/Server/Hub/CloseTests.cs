using OrleansRealtime.TestKit.Hub;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Hub;

/// <summary>SignalR's own clients come back by themselves where its last message allows that: after a goodbye that says when, and after no
/// other.</summary>
public sealed class CloseTests(CloseTests.App app) : IClassFixture<CloseTests.App>
{
    [Theory]
    [InlineData(Transports.WebSockets)]
    [InlineData(Transports.ServerSentEvents)]
    [InlineData(Transports.LongPolling)]
    public async Task The_close_behind_a_goodbye_allows_to_reconnect_where_the_goodbye_says_when(string transport)
    {
        var workspace = RestCaller.NewWorkspace();
        var eve = await app.UserAsync("eve", workspace);
        await using var first = await HubClient.ConnectAsync(app.Address, eve, transport);
        await first.NextAsync("badge");

        await using var second = await HubClient.ConnectAsync(app.Address, eve, transport);
        Assert.Equal("30000", (await second.NextAsync("goodbye")).Find("reconnectAfterMs"));
        await second.Closed.Within("the end of the second");
        Assert.True(second.AllowsReconnect);

        (await app.Api(workspace: workspace).DeleteAsync("access/eve")).Is(204);
        Assert.Equal("", (await first.NextAsync("goodbye")).Find("reconnectAfterMs"));
        await first.Closed.Within("the end of the first");
        Assert.False(first.AllowsReconnect);
    }

    public sealed class App() : WebServerApp(("Gateway:MaxConnectionsPerUser", "1"));
}
