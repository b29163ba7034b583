namespace OrleansRealtime.LiveStreams.Publishing;

/// <summary>
/// Who subscribes to one stream, and until when. Pure: the caller says what time it is. A lease that has ended is dropped when somebody
/// looks, because a stream that nobody publishes to needs no clock.
/// </summary>
internal sealed class LeaseTable<TSink>(int capacity, TimeSpan duration)
{
    private readonly Dictionary<LiveSinkId, Lease> _leases = [];

    public int Count => _leases.Count;

    /// <returns>False when the table is full, even after what has ended was dropped.</returns>
    public bool Join(LiveSinkId id, TSink sink, TimeSpan now, out int expired)
    {
        expired = 0;
        if (!_leases.ContainsKey(id) && _leases.Count >= capacity)
        {
            expired = DropEnded(now);
            if (_leases.Count >= capacity) return false;
        }

        _leases[id] = new(sink, now + duration);
        return true;
    }

    /// <returns>False when there is no lease, or it has ended: events may have passed it by.</returns>
    public bool Renew(LiveSinkId id, TimeSpan now, out int expired)
    {
        expired = 0;
        if (!_leases.TryGetValue(id, out var lease)) return false;
        if (lease.HasEnded(now))
        {
            _leases.Remove(id);
            expired = 1;
            return false;
        }

        _leases[id] = lease with { Until = now + duration };
        return true;
    }

    public bool Leave(LiveSinkId id) => _leases.Remove(id);

    /// <summary>Those to push to now. Drops whose lease has ended.</summary>
    public List<TSink> Live(TimeSpan now, out int expired)
    {
        expired = DropEnded(now);
        var live = new List<TSink>(_leases.Count);
        foreach (var lease in _leases.Values) live.Add(lease.Sink);
        return live;
    }

    public void Clear() => _leases.Clear();

    private int DropEnded(TimeSpan now)
    {
        var before = _leases.Count;
        foreach (var (id, lease) in _leases)
        {
            if (lease.HasEnded(now)) _leases.Remove(id);
        }

        return before - _leases.Count;
    }

    private readonly record struct Lease(TSink Sink, TimeSpan Until)
    {
        public bool HasEnded(TimeSpan now) => now >= Until;
    }
}
