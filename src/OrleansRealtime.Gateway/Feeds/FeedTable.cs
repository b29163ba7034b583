using System.Collections.Concurrent;

namespace OrleansRealtime.Gateway.Feeds;

/// <summary>The feeds of a process, at most one per key: many viewers that open one at the same time share one subscription. A sweep each
/// second closes those that lingered long enough, and has those asked that were not confirmed for too long.</summary>
internal abstract class FeedTable<TKey, TFeed> : IDisposable
    where TKey : notnull
    where TFeed : Feed
{
    /// <summary>A linger or an interval is met to the second; 10,000 feeds cost half a millisecond.</summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TKey, TFeed> _feeds = new();
    private readonly ITimer _sweep;

    protected FeedTable(TimeProvider time)
    {
        Warnings = new(time);
        _sweep = time.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
    }

    protected FeedWarnings Warnings { get; }

    public int Count => _feeds.Count;

    /// <summary>The feed of a key, held until <see cref="Release"/>. Opening it is the holder's to await.</summary>
    public TFeed Hold(TKey key)
    {
        while (true)
        {
            var feed = _feeds.GetOrAdd(key, Create);
            if (feed.TryHold()) return feed;
            // Closed a moment ago, and on its way out of the table.
            _feeds.TryRemove(KeyValuePair.Create(key, feed));
        }
    }

    public void Release(TKey key, TFeed feed)
    {
        if (feed.Release()) CloseIfDue(key, feed);
    }

    public void Dispose() => _sweep.Dispose();

    /// <summary>All that there are, while others come and go.</summary>
    protected IEnumerable<TFeed> Feeds => _feeds.Select(entry => entry.Value);

    protected TFeed? Find(TKey key) => _feeds.GetValueOrDefault(key);

    protected abstract TFeed Create(TKey key);

    private void Sweep()
    {
        foreach (var (key, feed) in _feeds)
        {
            if (!CloseIfDue(key, feed)) feed.Confirm();
        }
    }

    private bool CloseIfDue(TKey key, TFeed feed) => feed.TryClose() && _feeds.TryRemove(KeyValuePair.Create(key, feed));
}
