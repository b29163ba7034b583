using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Feeds;
using OrleansRealtime.Gateway.Presence;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>The entities that this process follows.</summary>
internal sealed class EntityFeeds : FeedTable<EntityKey, EntityFeed>
{
    private readonly Func<EntityKey, EntityFeed> _create;

    public EntityFeeds(
        IEntitySource source,
        IEntityAccess access,
        GatewayPresence presence,
        IOptions<GatewayOptions> options,
        TimeProvider time,
        GatewayMetrics metrics,
        ILogger<EntityFeed> logger)
        : base(time)
    {
        _create = key => new(key, source, access, presence, options.Value, Warnings, time, metrics, logger);
        metrics.Observe("gateway.entities", "Entities that the process follows", () => Count);
        metrics.Observe("gateway.watches", "Entities that connections watch, each connection's for itself", () => Feeds.Sum(feed => feed.Watches.All));
        metrics.Observe(
            "gateway.watches.stale", "Of gateway.watches those that are behind, or may be: something is missing, or the grain does not answer",
            () => Feeds.Sum(feed => feed.Watches.Stale));
    }

    /// <summary>What was known of a user's access to an entity no longer holds. Connections of this process are told here and now; by the
    /// entity's stream those of others are.</summary>
    public void ForgetAccess(EntityKey key, string user) => Find(key)?.ForgetAccess(user);

    protected override EntityFeed Create(EntityKey key) => _create(key);
}
