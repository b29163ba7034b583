using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Feeds;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>Where a feed gets its entity from: the stream for events and the grain for the truth.</summary>
internal interface IEntitySource
{
    /// <summary>When this has completed, the listener hears of everything that is committed from now on, unless it is lost.</summary>
    Task<IAsyncDisposable> SubscribeAsync(EntityKey key, IFeedListener<EntityEvent> listener);

    /// <summary>What somebody at this position misses; <c>null</c> = has nothing.</summary>
    Task<EntityCatchUp> CatchUpAsync(EntityKey key, Position? since);

    /// <summary>Who views the entity.</summary>
    Task<PresenceView> ViewersAsync(EntityKey key);
}
