using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace OrleansRealtime.EndToEndTests.Live;

/// <summary>Microsoft's .NET client with automatic reconnect, as its documentation shows it.</summary>
public sealed class StockClientTests
{
    [Fact]
    public async Task It_comes_back_after_a_tokens_end_and_a_restart_and_not_when_sent_away()
    {
        await using var server = await ServerProcess.StartAsync();
        var api = server.NewWorkspace();
        await api.CreateAsync("workitem", "1", new { n = 0 });
        List<StockClient> clients = [];
        foreach (var transport in (HttpTransportType[])[HttpTransportType.WebSockets, HttpTransportType.ServerSentEvents, HttpTransportType.LongPolling])
            clients.Add(await StockClient.ConnectAsync(api, server.Url, transport));

        foreach (var client in clients) await client.ComesBackAsync();
        foreach (var client in clients) await client.WatchesAsync("the token's end");
        // A server that ends says goodbye to whoever comes back before it is gone, too, so it may take more than one.
        await server.StopAsync();
        await server.RestartAsync();
        foreach (var client in clients) await client.WatchesAsync("the restart");

        foreach (var client in clients) await client.IsSentAwayAsync(api);
        foreach (var client in clients) await client.DisposeAsync();
    }

    /// <summary>A user with one connection. The first token ends after 3 s, and those after it do not.</summary>
    private sealed class StockClient : IAsyncDisposable
    {
        private readonly HubConnection _hub;
        private readonly HttpTransportType _transport;
        private readonly TaskCompletionSource _back = Waiting.Signal();
        private readonly TaskCompletionSource _ended = Waiting.Signal();
        private int _seconds = 3;
        private int _reconnects;

        private StockClient(RestCaller api, Uri url, HttpTransportType transport)
        {
            _transport = transport;
            _hub = new HubConnectionBuilder()
                .WithUrl(new Uri(url, "hub"), http =>
                {
                    http.Transports = transport;
                    http.AccessTokenProvider = async () => (await api.AsUserAsync(User, _seconds)).Credentials;
                })
                .WithAutomaticReconnect(Enumerable.Repeat(TimeSpan.FromMilliseconds(500), 120).ToArray())
                .Build();
            _hub.Reconnecting += _ =>
            {
                _seconds = 3_600;
                return Task.CompletedTask;
            };
            _hub.Reconnected += _ =>
            {
                Interlocked.Increment(ref _reconnects);
                _back.TrySetResult();
                return Task.CompletedTask;
            };
            _hub.Closed += _ =>
            {
                _ended.TrySetResult();
                return Task.CompletedTask;
            };
        }

        private string User => $"by-{_transport}";

        public static async Task<StockClient> ConnectAsync(RestCaller api, Uri url, HttpTransportType transport)
        {
            var client = new StockClient(api, url, transport);
            await client._hub.StartAsync(TestContext.Current.CancellationToken);
            return client;
        }

        public Task ComesBackAsync() => _back.Task.Within($"the client on {_transport} to come back after the token's end");

        public async Task WatchesAsync(string what)
        {
            var result = await Waiting.UntilAsync(WatchAsync, result => _ended.Task.IsCompleted || result is not null, $"the client on {_transport} to come back after {what}");
            Assert.False(_ended.Task.IsCompleted, $"The client on {_transport} did not come back after {what}.");
            Assert.True(result!.Value.GetProperty("ok").GetBoolean(), $"On {_transport}, after {what}: {result}");
        }

        public async Task IsSentAwayAsync(RestCaller api)
        {
            var before = _reconnects;
            (await api.DeleteAsync($"access/{User}")).Is(System.Net.HttpStatusCode.NoContent);
            await _ended.Task.Within($"the connection on {_transport} to be closed for good");
            Assert.Equal(before, _reconnects);
        }

        public ValueTask DisposeAsync() => _hub.DisposeAsync();

        // Nothing while there is no connection; and what a server that has just started on a busy machine may say means: again.
        private async Task<JsonElement?> WatchAsync()
        {
            try
            {
                var result = (await _hub.InvokeAsync<JsonElement>("Watch", new[] { new { type = "workitem", id = "1" } }))[0];
                return result.TryGetProperty("code", out var code) && code.GetString() == "unavailable" ? null : result;
            }
            catch (Exception e) when (e is InvalidOperationException or OperationCanceledException or IOException or HttpRequestException)
            {
                return null;
            }
        }
    }
}
