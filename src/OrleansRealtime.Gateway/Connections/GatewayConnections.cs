using System.Collections.Concurrent;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Sending;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>The hub connections of this process.</summary>
internal sealed class GatewayConnections(GatewayServices services)
{
    private readonly ConcurrentDictionary<GatewayConnection, byte> _connections = new();
    private volatile Closing? _closing;

    /// <param name="watchesAbsent">The client asked that a watch of what is not there goes on.</param>
    /// <param name="refusal">Why the connection is closed at once, behind its goodbye.</param>
    /// <param name="transport">What it comes over, for those who support its user.</param>
    public GatewayConnection Open(ConnectedUser user, IFrameWriter writer, bool watchesAbsent = false, GoodbyeCode? refusal = null, string transport = "")
    {
        var connection = new GatewayConnection(user, writer, watchesAbsent, transport, services);
        _connections.TryAdd(connection, 0);
        services.Metrics.Connected();
        if (refusal is not null) _ = connection.CloseAsync(refusal);
        // Nobody waits for it: a user's grain that cannot be heard keeps nobody from watching entities.
        else _ = connection.FollowUserAsync();
        if (_closing is { } closing) _ = closing.CloseAsync(connection);
        return connection;
    }

    public void Close(GatewayConnection connection)
    {
        if (!_connections.TryRemove(connection, out _)) return;
        services.Metrics.Disconnected();
        connection.Dispose();
    }

    /// <summary>A user's connections, those that were opened first.</summary>
    public UserConnections Describe(UserKey user)
    {
        var mine = _connections.Keys.Where(connection => connection.Key == user).OrderBy(connection => connection.Since).ToList();
        return new(mine.Count, [.. mine.Take(UserConnections.MaxConnections).Select(connection => connection.Describe())]);
    }

    /// <summary>How many there are, and how many entities they watch, counted per connection.</summary>
    public (int Connections, long Watches) Count()
    {
        var (count, watches) = (0, 0L);
        foreach (var connection in _connections.Keys)
        {
            count++;
            watches += connection.WatchCount;
        }

        return (count, watches);
    }

    /// <summary>Says goodbye to all, and to whoever comes from now on, each with its own moment to come back; completes when each was told or
    /// cut.</summary>
    public Task CloseAllAsync(GoodbyeCode code)
    {
        var closing = _closing = new(code, ReturnSpread.WindowOf(_connections.Count));
        return Task.WhenAll(_connections.Keys.Select(closing.CloseAsync));
    }

    private sealed record Closing(GoodbyeCode Code, TimeSpan Window)
    {
        public Task CloseAsync(GatewayConnection connection) => connection.CloseAsync(Code.Spread(Window));
    }
}
