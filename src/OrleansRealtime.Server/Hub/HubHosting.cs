using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Users;
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

    public static IServiceCollection AddRealtimeHub(this IServiceCollection services)
    {
        services.AddGateway(TokensRefused);
        services.AddSingleton<HubRequests>();
        services.AddHostedService<HubShutdown>();
        services
            .AddSignalR(hub =>
            {
                hub.MaximumReceiveMessageSize = MaxMessage;
                hub.MaximumParallelInvocationsPerClient = 1;
                hub.KeepAliveInterval = TimeSpan.FromSeconds(15);
                hub.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
                hub.EnableDetailedErrors = false;
                hub.AddFilter<HubErrors>();
            })
            .AddJsonProtocol(json => WireJson.Configure(json.PayloadSerializerOptions));
        services.AddSingleton<HubErrors>();
        // Resolved by name, the last one of a name wins; this one writes what the other would.
        services.AddSingleton<IHubProtocol>(provider =>
            new CodedHubProtocol(new PlainHubProtocol(new JsonHubProtocol(provider.GetRequiredService<IOptions<JsonHubProtocolOptions>>()))));
        services.AddSingleton<HubLifetimeManager<RealtimeHub>, RealtimeHubLifetime>();
        return services;
    }

    public static HubEndpointConventionBuilder MapRealtimeHub(this IEndpointRouteBuilder endpoints)
    {
        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<GatewayOptions>>().Value;
        var map = endpoints.MapHub<RealtimeHub>(Path, http =>
        {
            http.Transports = HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents | HttpTransportType.LongPolling;
            http.TransportMaxBufferSize = options.TransportBuffer;
            // The connection's writer decides who is slow, and says so; this is for what it does not write.
            http.TransportSendTimeout = 2 * (options.WriteTimeout + options.GoodbyeGrace);
            http.WebSockets.CloseTimeout = options.GoodbyeGrace;
            http.AllowStatefulReconnects = false;
            http.CloseOnAuthenticationExpiration = false;
        });
        map.RequireAuthorization(UserPolicy.Name);
        var requests = endpoints.ServiceProvider.GetRequiredService<HubRequests>();
        map.Add(endpoint => endpoint.RequestDelegate = requests.Track(endpoint.RequestDelegate!));
        return map;
    }

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
