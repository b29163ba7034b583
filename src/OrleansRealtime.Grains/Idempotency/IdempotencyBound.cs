using System.Collections.Immutable;

namespace OrleansRealtime.Grains.Idempotency;

/// <summary>How many keys a grain keeps, and which go to make room: the oldest, once they are past their grace. Immutable and pure.</summary>
/// <param name="Oldest">The oldest keys, the oldest first; not all of them, and none while there is room for long.</param>
internal sealed record IdempotencyBound(int MaxKeys, TimeSpan Grace, long Count, ImmutableArray<AgedKey> Oldest)
{
    // How many of the oldest went; the array stays as it is.
    private int _gone;

    /// <summary>Whether so many more keys may need more of the oldest than are known here.</summary>
    public bool NeedsOldest(int more) => Count + more > MaxKeys && Oldest.Length - _gone < Math.Min(Count, more);

    /// <summary>Whether one more key fits: there is room, or the oldest may go.</summary>
    public bool HasRoom(DateTimeOffset now) => Count < MaxKeys || MayDropOldest(now);

    /// <summary>Takes one more key, after <see cref="HasRoom"/> said yes.</summary>
    /// <param name="dropped">The keys that were in its way.</param>
    public IdempotencyBound Add(DateTimeOffset now, out ImmutableArray<string> dropped)
    {
        var bound = this;
        while (bound.Count >= MaxKeys && bound.MayDropOldest(now)) bound = bound with { Count = bound.Count - 1, _gone = bound._gone + 1 };
        dropped = [.. Oldest[_gone..bound._gone].Select(key => key.Id)];
        return bound with { Count = bound.Count + 1 };
    }

    /// <summary>Forgets a key that goes for another reason than its age.</summary>
    public IdempotencyBound Remove(string id) => this with { Count = Count - 1, Oldest = Oldest.RemoveAll(key => key.Id == id) };

    // A clock set back makes a key seem younger: it is kept longer, never dropped too soon.
    private bool MayDropOldest(DateTimeOffset now) => _gone < Oldest.Length && now - Oldest[_gone].At >= Grace;
}

/// <summary>A key and when its request was carried out.</summary>
internal readonly record struct AgedKey(string Id, DateTimeOffset At);
