using OrleansRealtime.Entities;

namespace OrleansRealtime.Server.Gateway;

/// <summary>Where a feed gets its entity from: the stream for news and the grain for the truth.</summary>
internal interface IEntitySource
{
    /// <summary>When this has completed, the listener hears of everything that is committed from now on, unless it is lost.</summary>
    Task<IAsyncDisposable> SubscribeAsync(EntityKey key, IEntityListener listener);

    /// <summary>What somebody at this position misses; <c>null</c> = has nothing.</summary>
    Task<EntityCatchUp> CatchUpAsync(EntityKey key, Position? since);
}

/// <summary>Told of an entity, one call at a time. Calls return at once: behind them waits everything else that this process hears of.</summary>
internal interface IEntityListener
{
    void OnNews(EntityNews news);

    /// <summary>The owner's committed position, as text.</summary>
    void OnHead(string head);

    /// <summary>News was lost, or may have been.</summary>
    void OnLost();
}
