using System.Net.WebSockets;
using OrleansRealtime.EndToEndTests.Live;

namespace OrleansRealtime.EndToEndTests.Cluster;

/// <summary>A viewer that comes back whenever it is sent away, with the positions that it has, as PROTOCOL.md has it. Its views fail on a version that
/// comes twice, out of order, or behind a gap.</summary>
/// <param name="connect">Opens a WebSocket to the hub; none where nobody takes it just now.</param>
internal sealed class ReconnectingViewer(Func<Task<WebSocket?>> connect, IReadOnlyList<string> ids) : IAsyncDisposable
{
    private readonly Dictionary<string, EntityView> _views = ids.ToDictionary(id => id, id => new EntityView("workitem", id));
    private HubClient? _hub;

    /// <summary>The codes with which it was sent away; <c>none</c> where a connection just ended.</summary>
    public List<string> Goodbyes { get; } = [];

    public string? this[string id, string field] => _views[id][field];

    /// <summary>Views until it is told to stop; the last connection stays.</summary>
    /// <param name="watching">Called when everything is watched for the first time.</param>
    public async Task RunAsync(Action watching, Task stop)
    {
        while (true)
        {
            var hub = _hub = (await Waiting.UntilAsync(HubAsync, hub => hub is not null, "somebody to take the connection"))!;
            if (await IsWatchedAsync(hub)) watching();
            if (await Task.WhenAny(stop, hub.Closed) == stop) return;
            var goodbye = hub.Frames.SingleOrDefault(frame => frame.Name == "goodbye");
            Goodbyes.Add(goodbye?.Text("code") ?? "none");
            foreach (var view in _views.Values)
            {
                view.CatchUp(hub);
                view.Reconnect();
            }

            await hub.DisposeAsync();
            if (goodbye is not null) await Task.Delay(goodbye["reconnectAfterMs"].GetInt32());
        }
    }

    /// <summary>Waits until it is at the position.</summary>
    public Task ReachAsync(string id, string position) => _views[id].ReachAsync(_hub!, position);

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null) await _hub.DisposeAsync();
    }

    /// <summary>A gateway that ends may take a connection and not its first message.</summary>
    private async Task<HubClient?> HubAsync()
    {
        if (await connect() is not { } socket) return null;
        try
        {
            return await HubClient.ConnectAsync(new SocketTransport(socket));
        }
        catch (Exception e) when (e is WebSocketException or IOException or Unexpected)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>What nobody could tell about just now is watched again.</summary>
    /// <returns>Whether everything is watched, or the connection ended before.</returns>
    private async Task<bool> IsWatchedAsync(HubClient hub)
    {
        var left = _views.Values.Select(view => view.Watched).ToList();
        return await Waiting.UntilAsync(WatchAsync, isWatched => isWatched is not null, "everything to be watched") is true;

        async Task<bool?> WatchAsync()
        {
            var reply = await hub.CallAsync("Watch", (object)left);
            if (reply.Code == "closed") return false;
            var results = reply.Ok.EnumerateArray().ToList();
            Assert.All(results, result => Assert.True(result.GetProperty("ok").GetBoolean() || result.GetProperty("code").GetString() == "unavailable", $"{result}"));
            left = [.. left.Where((_, index) => !results[index].GetProperty("ok").GetBoolean())];
            return left.Count == 0 ? true : null;
        }
    }
}
