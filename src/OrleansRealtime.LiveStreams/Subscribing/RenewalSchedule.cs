using System.Diagnostics.CodeAnalysis;

namespace OrleansRealtime.LiveStreams.Subscribing;

/// <summary>What is due when, in order. Pure. Not synchronised: its user locks.</summary>
internal sealed class RenewalSchedule<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, TimeSpan> _due = [];

    // Holds entries that were overtaken too; they are skipped when they surface. An entry is only ever overtaken by an earlier one, so
    // there are few.
    private readonly PriorityQueue<TKey, TimeSpan> _queue = new();

    public int Count => _due.Count;

    public TimeSpan? NextDue
    {
        get
        {
            SkipOvertaken();
            return _queue.TryPeek(out _, out var due) ? due : null;
        }
    }

    /// <summary>Makes it due then, unless it is due sooner.</summary>
    public void Add(TKey key, TimeSpan due)
    {
        if (_due.TryGetValue(key, out var sooner) && sooner <= due) return;
        _due[key] = due;
        _queue.Enqueue(key, due);
    }

    public void Remove(TKey key)
    {
        _due.Remove(key);
        if (_due.Count == 0) _queue.Clear();
    }

    /// <summary>Takes out what has been due the longest.</summary>
    public bool TryTake(TimeSpan now, [MaybeNullWhen(false)] out TKey key, out TimeSpan due)
    {
        SkipOvertaken();
        if (!_queue.TryPeek(out key, out due) || due > now) return false;
        _queue.Dequeue();
        _due.Remove(key);
        return true;
    }

    private void SkipOvertaken()
    {
        while (_queue.TryPeek(out var key, out var due) && !(_due.TryGetValue(key, out var current) && current == due)) _queue.Dequeue();
    }
}
