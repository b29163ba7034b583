using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Grains.Idempotency;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.Grains.Ownership;
using OrleansRealtime.Grains.Preferences;
using OrleansRealtime.Grains.Presence;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.LiveStreams.Hosting;

namespace OrleansRealtime.Grains.Hosting;

public static class GrainsHosting
{
    /// <summary>Adds what a silo needs to run the grains, besides its storage and an <see cref="IEntityAccess"/>.</summary>
    public static IServiceCollection AddRealtimeGrains(this IServiceCollection services)
    {
        services.AddRealtimeGrainClient();
        services.AddSingleton<GrainsMetrics>();
        services.AddSingleton<UnresolvedWrites>();
        services.AddSingleton<DeliveryLimit>();
        services.TryAddSingleton<IGatewayRegistry, GatewayRegistry>();
        services.AddSingleton<GatewayLiveness>();
        services.AddHostedService<DueSweep>();
        return services;
    }

    /// <summary>Adds what those need who call the grains: live streams, and the grains' options, whose bounds hold for what is asked of them (sections
    /// <c>Entities</c>, <c>Inbox</c>, <c>Preferences</c>, <c>Presence</c>, <c>Requests</c> and <c>Streams</c>).</summary>
    public static IServiceCollection AddRealtimeGrainClient(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptionsWithValidateOnStart<EntityLimits, EntityLimitsValidator>().BindConfiguration(EntityLimits.Section);
        services.AddOptionsWithValidateOnStart<IdempotencyLimits, IdempotencyLimitsValidator>().BindConfiguration(IdempotencyLimits.Section);
        services.AddOptionsWithValidateOnStart<InboxLimits, InboxLimitsValidator>().BindConfiguration(InboxLimits.Section);
        // A misspelt name would silence, or protect, nothing.
        services.AddOptionsWithValidateOnStart<PreferenceOptions, PreferenceOptionsValidator>()
            .BindConfiguration(PreferenceOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        services.AddSingleton<WorkspacePreferenceTable>();
        services.AddOptions<LiveStreamOptions>(LiveStreamNames.Provider).BindConfiguration("Streams");
        services.AddLiveStreams(LiveStreamNames.Provider, streams =>
        {
            streams.Map<IEntityGrain>(LiveStreamNames.Entities);
            streams.Map<IUserGrain>(LiveStreamNames.Users);
        });
        services.AddOptionsWithValidateOnStart<PresenceOptions, PresenceOptionsValidator>().BindConfiguration(PresenceOptions.Section);
        return services;
    }

    /// <summary>Adds what stands around the calls of a cluster's grains: they answer only while their silo has its standing, begin nothing for which nobody
    /// waits any more, and fail with what callers in other processes can read.</summary>
    public static void AddClusterFilters(this ISiloBuilder silo)
    {
        silo.AddIncomingGrainCallFilter<StandingFilter>();
        silo.AddIncomingGrainCallFilter<DeadlineFilter>();
        silo.AddIncomingGrainCallFilter<StoreFailureFilter>();
    }
}
