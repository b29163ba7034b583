using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using OrleansRealtime.Gateway.Connections;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Gateway.Sending;
using OrleansRealtime.Server.Auth;

namespace OrleansRealtime.Server.Hub;

/// <summary>Where SignalR hands over its connections, the one place that sees them whole: a connection's writer writes to the connection itself, because
/// <c>IClientProxy</c> would serialise a frame anew for each.</summary>
internal sealed class RealtimeHubLifetime(GatewayConnections connections, ILogger<DefaultHubLifetimeManager<RealtimeHub>> logger)
    : DefaultHubLifetimeManager<RealtimeHub>(logger)
{
    private static readonly object ItemKey = typeof(GatewayConnection);

    public static GatewayConnection ConnectionOf(IDictionary<object, object?> items) => (GatewayConnection)items[ItemKey]!;

    /// <param name="caller">A user with a token for one workspace, as <see cref="UserPolicy"/> lets in no other.</param>
    public static ConnectedUser UserOf(Caller caller) => new(
        new(caller.Workspaces[0], caller.User!), caller.Name ?? caller.User!, caller.IssuedAt!.Value, caller.ExpiresAt!.Value);

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connection.Items[ItemKey] = connections.Open(UserOf(Caller.Of(connection.User)), new HubFrameWriter(connection));
        return base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        if (connection.Items.TryGetValue(ItemKey, out var opened)) connections.Close((GatewayConnection)opened!);
        return base.OnDisconnectedAsync(connection);
    }

    private sealed class HubFrameWriter(HubConnectionContext connection) : IFrameWriter
    {
        public ValueTask WriteAsync(Frame frame) => connection.WriteAsync(
            frame.Encoded(static encoded => new SerializedHubMessage(new InvocationMessage(encoded.Name, [encoded.Body]))));

        /// <summary>What was written still leaves: SignalR completes the pipe and its transport drains it.</summary>
        public void Abort() => connection.Abort();
    }
}
