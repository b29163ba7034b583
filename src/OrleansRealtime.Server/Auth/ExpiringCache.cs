using System.Collections.Concurrent;

namespace OrleansRealtime.Server.Auth;

/// <summary>Answers that are good for a while, of a bounded number.</summary>
internal sealed class ExpiringCache<TKey, TValue>(TimeSpan age, int capacity, TimeProvider time)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, (TValue Value, long At)> _entries = new();
    private long _removals;

    public int Count => _entries.Count;

    public async ValueTask<TValue> GetAsync(TKey key, Func<TKey, Task<TValue>> ask)
    {
        if (_entries.TryGetValue(key, out var entry) && IsFresh(entry.At)) return entry.Value;

        var removals = Volatile.Read(ref _removals);
        var value = await ask(key);
        // An answer that was on its way during a removal may be from before what caused it: good for this caller, not for later ones.
        if (removals == Volatile.Read(ref _removals))
        {
            MakeRoom();
            _entries[key] = (value, time.GetTimestamp());
            if (removals != Volatile.Read(ref _removals)) _entries.TryRemove(key, out _);
        }

        return value;
    }

    public void Remove(TKey key)
    {
        Interlocked.Increment(ref _removals);
        _entries.TryRemove(key, out _);
    }

    public void RemoveWhere(Func<TKey, bool> matches)
    {
        Interlocked.Increment(ref _removals);
        foreach (var (key, _) in _entries)
        {
            if (matches(key)) _entries.TryRemove(key, out _);
        }
    }

    private bool IsFresh(long at) => time.GetElapsedTime(at) < age;

    private void MakeRoom()
    {
        if (_entries.Count < capacity) return;
        foreach (var (key, entry) in _entries)
        {
            if (!IsFresh(entry.At)) _entries.TryRemove(key, out _);
        }

        // All of them fresh: to ask again costs less than to find out which to keep.
        if (_entries.Count >= capacity) _entries.Clear();
    }
}
