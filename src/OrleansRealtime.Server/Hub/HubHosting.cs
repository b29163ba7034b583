using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Gateway.Hosting;
using OrleansRealtime.Server.Auth;

namespace OrleansRealtime.Server.Hub;

/// <summary>The SignalR hub in front of the gateway.</summary>
internal static class HubHosting
{
    public const string Path = "/hub";

    /// <summary>The largest message of a client: a Watch of 500 items with long names, twice over.</summary>
    private const int MaxMessage = 256 * 1024;

    /// <summary>How long a poll waits. As often as other transports ping: clients call a connection silent after 20 s, and proxies end a request that says
    /// nothing after 60.</summary>
    private static readonly TimeSpan PollTime = TimeSpan.FromSeconds(15);

    public static IServiceCollection AddRealtimeHub(this IServiceCollection services)
    {
        services.AddGateway(TokensRefused);
        services.AddSingleton<HubRequests>();
        services.AddSingleton<ConnectionOwners>();
        services.AddSingleton<ConnectionLimits>();
        services.AddHostedService<HubShutdown>();
        services
            .AddSignalR(hub =>
            {
                hub.MaximumReceiveMessageSize = MaxMessage;
                hub.MaximumParallelInvocationsPerClient = 1;
                hub.KeepAliveInterval = TimeSpan.FromSeconds(15);
                hub.EnableDetailedErrors = false;
                hub.AddFilter<HubErrors>();
            })
            .AddJsonProtocol(json => WireJson.Configure(json.PayloadSerializerOptions));
        // Our own limit comes first, and with a goodbye.
        services.AddOptions<HubOptions>().Configure<IOptions<GatewayOptions>>((hub, gateway) => hub.ClientTimeoutInterval = 2 * gateway.Value.MaxSilence);
        services.AddSingleton<HubErrors>();
        services.AddSingleton<RefusedCallLog>();
        // Resolved by name, the last one of a name wins; this one writes what the other would.
        services.AddSingleton<IHubProtocol>(provider =>
            new CodedHubProtocol(new PlainHubProtocol(new JsonHubProtocol(provider.GetRequiredService<IOptions<JsonHubProtocolOptions>>()))));
        services.AddSingleton<HubLifetimeManager<RealtimeHub>, RealtimeHubLifetime>();
        return services;
    }

    public static void MapRealtimeHub(this IEndpointRouteBuilder endpoints)
    {
        var time = endpoints.ServiceProvider.GetRequiredService<TimeProvider>();
        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<GatewayOptions>>().Value;
        // As MapHub does, which lets nobody in between.
        var map = endpoints.MapConnections(Path, Transports(options), connections => connections
            .Use(next => ClientVoice.Hear(next, time))
            .UseHub<RealtimeHub>());
        map.RequireAuthorization(UserPolicy.Name);
        var requests = endpoints.ServiceProvider.GetRequiredService<HubRequests>();
        var owners = endpoints.ServiceProvider.GetRequiredService<ConnectionOwners>();
        var limits = endpoints.ServiceProvider.GetRequiredService<ConnectionLimits>();
        map.Add(endpoint => endpoint.RequestDelegate = requests.Track(Unbuffered(limits.Guard(owners.Guard(endpoint.RequestDelegate!)))));
    }

    private static HttpConnectionDispatcherOptions Transports(GatewayOptions options) => new()
    {
        Transports = HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents | HttpTransportType.LongPolling,
        TransportMaxBufferSize = options.TransportBuffer,
        // The connection's writer decides who is slow, and says so; this is for what it does not write.
        TransportSendTimeout = 2 * (options.WriteTimeout + options.GoodbyeGrace),
        WebSockets = { CloseTimeout = options.GoodbyeGrace },
        AllowStatefulReconnects = false,
        LongPolling = { PollTimeout = PollTime },
        CloseOnAuthenticationExpiration = false,
    };

    /// <summary>Has nginx pass on what comes, as it comes: by default it gathers an event stream until a page is full.</summary>
    private static RequestDelegate Unbuffered(RequestDelegate next) => http =>
    {
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return next(http);
    };

    /// <summary>What this process remembers of a user's tokens and access is old when they were refused.</summary>
    private static Action<UserKey> TokensRefused(IServiceProvider provider)
    {
        var (refusals, access) = (provider.GetRequiredService<TokenRefusals>(), provider.GetRequiredService<IEntityAccess>());
        return user =>
        {
            refusals.Forget(user.Workspace, user.User);
            access.Forget(user.Workspace, user.User, entity: null);
        };
    }
}
