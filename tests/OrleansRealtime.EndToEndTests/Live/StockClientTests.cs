using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace OrleansRealtime.EndToEndTests.Live;

/// <summary>Microsoft's .NET client with automatic reconnect, as its documentation shows it.</summary>
public sealed class StockClientTests
{
    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task It_comes_back_after_a_tokens_end_and_a_restart_and_not_when_sent_away(HttpTransportType transport)
    {
        await using var server = await ServerProcess.StartAsync();
        var api = server.NewWorkspace();
        await api.CreateAsync("workitem", "1", new { n = 0 });
        var seconds = 3;
        await using var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(server.Url, "hub"), http =>
            {
                http.Transports = transport;
                http.AccessTokenProvider = async () => (await api.AsUserAsync("ana", seconds)).Credentials;
            })
            .WithAutomaticReconnect(Enumerable.Repeat(TimeSpan.FromMilliseconds(500), 120).ToArray())
            .Build();
        var (reconnected, closed) = (new SemaphoreSlim(0), Waiting.Signal());
        hub.Reconnecting += _ =>
        {
            seconds = 3_600;
            return Task.CompletedTask;
        };
        hub.Reconnected += _ =>
        {
            reconnected.Release();
            return Task.CompletedTask;
        };
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        await hub.StartAsync(TestContext.Current.CancellationToken);

        await BackAsync("the token's end");
        await server.StopAsync();
        await server.RestartAsync();
        await BackAsync("the restart");
        (await api.DeleteAsync("access/ana")).Is(System.Net.HttpStatusCode.NoContent);
        await closed.Task.Within("the connection to be closed for good");
        Assert.Equal(0, reconnected.CurrentCount);

        async Task BackAsync(string what)
        {
            var back = reconnected.WaitAsync(TestContext.Current.CancellationToken);
            await Task.WhenAny(back, closed.Task).Within($"the client to come back after {what}");
            Assert.False(closed.Task.IsCompleted, $"The client did not come back after {what}.");
            // A server that has just started on a busy machine may say "unavailable", which means: again.
            var item = await Waiting.UntilAsync(
                async () => (await hub.InvokeAsync<JsonElement>("Watch", new[] { new { type = "workitem", id = "1" } }))[0],
                item => !item.TryGetProperty("code", out var code) || code.GetString() != "unavailable",
                $"the entity after {what}");
            Assert.True(item.GetProperty("ok").GetBoolean(), $"After {what}: {item}");
        }
    }
}
