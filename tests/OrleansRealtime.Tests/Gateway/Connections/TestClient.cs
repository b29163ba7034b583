using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Connections;

namespace OrleansRealtime.Tests.Gateway.Connections;

/// <summary>A connection from its client's side.</summary>
internal sealed class TestClient(GatewayConnections connections, GatewayConnection connection, PlayedSocket socket)
{
    public GatewayConnection Connection { get; } = connection;

    public PlayedSocket Socket { get; } = socket;

    public async Task<WatchResult> WatchAsync(string id, string? position = null) =>
        (await Connection.WatchAsync([new("workitem", id, position)]).Within($"the answer to Watch of {id}"))[0];

    public Task<WatchResult> WatchAsync(string id, Position position) => WatchAsync(id, position.ToString());

    public Task UnwatchAsync(string id) => Connection.UnwatchAsync([new("workitem", id, null)]).Within($"the answer to Unwatch of {id}");

    /// <param name="focus">The work item that the user looks at.</param>
    public Task SetPresenceAsync(string? focus, PresenceStatus status = PresenceStatus.Online) =>
        Connection.SetPresenceAsync(new(status, focus is null ? null : ("workitem", focus))).Within("the answer to SetPresence");

    public void Leave() => connections.Close(Connection);

    /// <summary>The next frame about an entity; those of the user are passed over.</summary>
    public async Task<T> NextAsync<T>()
    {
        while (true)
        {
            var frame = await Socket.NextAsync($"a frame with {typeof(T).Name}");
            if (frame.Name is "badge") continue;
            return Assert.IsType<T>(frame.Body);
        }
    }
}
