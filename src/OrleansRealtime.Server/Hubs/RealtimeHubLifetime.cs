using Microsoft.AspNetCore.SignalR;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Gateway;

namespace OrleansRealtime.Server.Hubs;

/// <summary>Where SignalR hands over its connections, the one place that sees them whole: an outbox writes to the connection itself, because
/// <c>IClientProxy</c> would serialise a frame anew for each.</summary>
internal sealed class RealtimeHubLifetime(GatewayConnections connections, ILogger<DefaultHubLifetimeManager<RealtimeHub>> logger)
    : DefaultHubLifetimeManager<RealtimeHub>(logger)
{
    private static readonly object ItemKey = typeof(GatewayConnection);

    public static GatewayConnection ConnectionOf(IDictionary<object, object?> items) => (GatewayConnection)items[ItemKey]!;

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connection.Items[ItemKey] = connections.Open(Caller.Of(connection.User), new HubFrameWriter(connection));
        return base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        if (connection.Items.TryGetValue(ItemKey, out var opened)) connections.Close((GatewayConnection)opened!);
        return base.OnDisconnectedAsync(connection);
    }

    private sealed class HubFrameWriter(HubConnectionContext connection) : IFrameWriter
    {
        public ValueTask WriteAsync(Frame frame) => connection.WriteAsync(frame.Message);

        /// <summary>What was written still leaves: SignalR completes the pipe and its transport drains it.</summary>
        public void Abort() => connection.Abort();
    }
}
