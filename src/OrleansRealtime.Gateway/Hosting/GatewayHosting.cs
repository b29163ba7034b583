using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Calls;
using OrleansRealtime.Gateway.Connections;
using OrleansRealtime.Gateway.Entities;
using OrleansRealtime.Gateway.Inbox;
using OrleansRealtime.Gateway.Presence;

namespace OrleansRealtime.Gateway.Hosting;

/// <summary>What a process needs to serve connections, besides an adapter that opens them, an Orleans client and an <c>IEntityAccess</c>.</summary>
internal static class GatewayHosting
{
    /// <summary>In a process without grains: questions to which no answer comes are asked again through other silos. To be added before other filters of
    /// calls.</summary>
    public static IServiceCollection AddRepeatedCalls(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GatewayMetrics>();
        return services.AddSingleton<IOutgoingGrainCallFilter, CallRepeater>();
    }

    /// <summary>Adds the gateway and its options (section <c>Gateway</c>).</summary>
    /// <param name="tokensRefused">Gives what to do when a user's tokens were refused, before the user's connections are closed.</param>
    public static IServiceCollection AddGateway(this IServiceCollection services, Func<IServiceProvider, Action<UserKey>> tokensRefused)
    {
        services.AddOptionsWithValidateOnStart<GatewayOptions, GatewayOptionsValidator>().BindConfiguration(GatewayOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GatewayMetrics>();
        services.TryAddSingleton<IEntitySource, OrleansEntitySource>();
        services.TryAddSingleton<IUserSource, OrleansUserSource>();
        services.TryAddSingleton<IGatewayRegistry, GatewayRegistry>();
        services.TryAddSingleton<IPresenceSource, OrleansPresenceSource>();
        services.AddSingleton<GatewayHeartbeat>();
        services.AddHostedService(provider => provider.GetRequiredService<GatewayHeartbeat>());
        services.AddSingleton<GatewayPresence>();
        services.AddSingleton<EntityFeeds>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<UserFeeds>(provider, tokensRefused(provider)));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<GatewayServices>(
            provider, provider.GetRequiredService<IOptions<GatewayOptions>>().Value));
        services.AddSingleton<GatewayConnections>();
        services.TryAddSingleton<IGatewayDirectory, OrleansGatewayDirectory>();
        services.AddHostedService<GatewayProcess>();
        return services;
    }
}
