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
        var (reconnects, ended) = (0, Waiting.Signal());
        var back = Waiting.Signal();
        hub.Reconnecting += _ =>
        {
            seconds = 3_600;
            return Task.CompletedTask;
        };
        hub.Reconnected += _ =>
        {
            Interlocked.Increment(ref reconnects);
            back.TrySetResult();
            return Task.CompletedTask;
        };
        hub.Closed += _ =>
        {
            ended.TrySetResult();
            return Task.CompletedTask;
        };
        await hub.StartAsync(TestContext.Current.CancellationToken);

        await back.Task.Within("the client to come back after the token's end");
        await WatchesAsync("the token's end");
        // A server that ends says goodbye to whoever comes back before it is gone, too, so it may take more than one.
        await server.StopAsync();
        await server.RestartAsync();
        await WatchesAsync("the restart");
        var before = reconnects;
        (await api.DeleteAsync("access/ana")).Is(System.Net.HttpStatusCode.NoContent);
        await ended.Task.Within("the connection to be closed for good");
        Assert.Equal(before, reconnects);

        async Task WatchesAsync(string what)
        {
            var result = await Waiting.UntilAsync(WatchAsync, result => ended.Task.IsCompleted || result is not null, $"the client to come back after {what}");
            Assert.False(ended.Task.IsCompleted, $"The client did not come back after {what}.");
            Assert.True(result!.Value.GetProperty("ok").GetBoolean(), $"After {what}: {result}");
        }

        // Nothing while there is no connection; and what a server that has just started on a busy machine may say means: again.
        async Task<JsonElement?> WatchAsync()
        {
            try
            {
                var result = (await hub.InvokeAsync<JsonElement>("Watch", new[] { new { type = "workitem", id = "1" } }))[0];
                return result.TryGetProperty("code", out var code) && code.GetString() == "unavailable" ? null : result;
            }
            catch (Exception e) when (e is InvalidOperationException or OperationCanceledException or IOException or HttpRequestException)
            {
                return null;
            }
        }
    }
}
