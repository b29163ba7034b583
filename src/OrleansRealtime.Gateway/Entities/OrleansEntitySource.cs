using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Feeds;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>Entities as Orleans has them, in a silo's process or in a client's.</summary>
internal sealed class OrleansEntitySource(IClusterClient cluster) : IEntitySource
{
    public Task<IAsyncDisposable> SubscribeAsync(EntityKey key, IFeedListener<EntityEvent> listener) =>
        FeedSubscription<EntityEvent>.OpenAsync(cluster, LiveStreamNames.Entities, key.ToString(), listener);

    public Task<EntityCatchUp> CatchUpAsync(EntityKey key, Position? since) =>
        cluster.GetGrain<IEntityGrain>(key.ToString()).CatchUp(since);

    public Task<PresenceView> ViewersAsync(EntityKey key) => cluster.GetGrain<IEntityGrain>(key.ToString()).Viewers();
}
