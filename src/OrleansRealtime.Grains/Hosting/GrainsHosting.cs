using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Grains.Idempotency;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Grains.Preferences;
using OrleansRealtime.Grains.Presence;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.LiveStreams.Hosting;

namespace OrleansRealtime.Grains.Hosting;

/// <summary>What a silo needs to run the grains, besides its storage and an <see cref="IEntityAccess"/>.</summary>
public static class GrainsHosting
{
    /// <summary>Adds the grains' services, their options (sections <c>Entities</c>, <c>Inbox</c>, <c>Preferences</c>, <c>Presence</c>,
    /// <c>Requests</c> and <c>Streams</c>), live streams and the sweep.</summary>
    public static IServiceCollection AddRealtimeGrains(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<UnresolvedWrites>();
        services.AddOptions<EntityLimits>().BindConfiguration("Entities").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<IdempotencyLimits>().BindConfiguration("Requests").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<InboxLimits>().BindConfiguration("Inbox").ValidateDataAnnotations().ValidateOnStart();
        // A misspelt name would silence, or protect, nothing.
        services.AddOptions<PreferenceOptions>()
            .BindConfiguration(PreferenceOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PreferenceOptions>, PreferenceOptionsValidator>();
        services.AddSingleton<WorkspacePreferenceTable>();
        services.AddOptions<LiveStreamOptions>(LiveStreamNames.Provider).BindConfiguration("Streams");
        services.AddLiveStreams(LiveStreamNames.Provider, streams =>
        {
            streams.Map<IEntityGrain>(LiveStreamNames.Entities);
            streams.Map<IUserGrain>(LiveStreamNames.Users);
        });
        services.AddOptions<PresenceOptions>().BindConfiguration(PresenceOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PresenceOptions>, PresenceOptionsValidator>();
        services.AddSingleton<GatewayLiveness>();
        services.AddHostedService<DueSweep>();
        return services;
    }
}
