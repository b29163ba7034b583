using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway;
using OrleansRealtime.Gateway.Connections;
using OrleansRealtime.Server.Auth;

namespace OrleansRealtime.Server.Hub;

/// <summary>Where SignalR hands over its connections, the one place that sees them whole: a connection's writer writes to the connection itself, because
/// <c>IClientProxy</c> would serialise a frame anew for each.</summary>
internal sealed class RealtimeHubLifetime(
    GatewayConnections connections,
    ConnectionOwners owners,
    ConnectionLimits limits,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<DefaultHubLifetimeManager<RealtimeHub>> logger)
    : DefaultHubLifetimeManager<RealtimeHub>(logger)
{
    /// <summary>Of the hub's address: a watch of what is not there goes on.</summary>
    private const string AbsentParameter = "absent";

    private static readonly object ItemKey = typeof(GatewayConnection);
    private static readonly object OwnershipKey = typeof(ConnectionOwners);
    private static readonly object PermitKey = typeof(ConnectionLimits);
    private static readonly object SilenceKey = typeof(SilenceLimit);

    public static GatewayConnection ConnectionOf(IDictionary<object, object?> items) => (GatewayConnection)items[ItemKey]!;

    /// <param name="caller">A user with a token for one workspace, as <see cref="UserPolicy"/> lets in no other.</param>
    public static ConnectedUser UserOf(Caller caller) => new(
        new(caller.Workspaces[0], caller.User!), caller.Name ?? caller.User!, caller.IssuedAt!.Value, caller.ExpiresAt!.Value);

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        var user = UserOf(Caller.Of(connection.User));
        var http = connection.GetHttpContext();
        connection.Items[OwnershipKey] = owners.Note(http, user.Key);
        var permit = limits.Open(user.Key, http?.Connection.RemoteIpAddress);
        connection.Items[PermitKey] = permit;
        var opened = connections.Open(
            user,
            new HubFrameWriter(connection, IsAsked(http, HubFrameWriter.PartsParameter)),
            IsAsked(http, AbsentParameter),
            permit.IsAcquired ? null : GoodbyeCodes.TooManyConnections,
            TransportOf(connection));
        connection.Items[ItemKey] = opened;
        // Whoever polls says so by that, and SignalR's clients do not ping then; whoever does not poll any more, SignalR ends.
        if (connection.Features.Get<IConnectionInherentKeepAliveFeature>() is not { HasInherentKeepAlive: true })
        {
            connection.Items[SilenceKey] = new SilenceLimit(
                connection.Features.GetRequiredFeature<ClientVoice>(), options.Value.MaxSilence, () => _ = opened.CloseAsync(GoodbyeCodes.Silent), time);
        }

        return base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        if (connection.Items.TryGetValue(OwnershipKey, out var ownership)) (ownership as IDisposable)?.Dispose();
        if (connection.Items.TryGetValue(PermitKey, out var permit)) ((IDisposable)permit!).Dispose();
        if (connection.Items.TryGetValue(SilenceKey, out var silence)) (silence as IDisposable)?.Dispose();
        if (connection.Items.TryGetValue(ItemKey, out var gateway)) connections.Close((GatewayConnection)gateway!);
        return base.OnDisconnectedAsync(connection);
    }

    /// <summary>As SignalR's clients call it.</summary>
    private static string TransportOf(HubConnectionContext connection) => connection.Features.Get<IHttpTransportFeature>()?.TransportType switch
    {
        HttpTransportType.WebSockets => "webSockets",
        HttpTransportType.ServerSentEvents => "serverSentEvents",
        HttpTransportType.LongPolling => "longPolling",
        _ => "",
    };

    /// <summary>Whether the connection was opened with what a client has to ask for, because older ones know nothing of it.</summary>
    private static bool IsAsked(HttpContext? http, string parameter) => http?.Request.Query[parameter] is ["1"];
}
