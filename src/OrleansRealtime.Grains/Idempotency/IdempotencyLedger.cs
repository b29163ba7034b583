using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Grains.Idempotency;

/// <summary>A request that was carried out, as kept under its key. A user's requests have no position.</summary>
/// <param name="Epoch">The entity's life, as its record names it.</param>
/// <param name="Comment">The id of the comment that it added.</param>
internal sealed record IdempotentAnswer(string Fingerprint, EntityEffect Effect, string Epoch, long Version, long? Comment, DateTimeOffset At);

/// <summary>
/// The keys of the requests that one grain carried out: each is answered once, however often it comes. Bounded: a key goes after its
/// lifetime, and before that only when room is needed and it is past its grace. Pure; storage keeps a row per key.
/// </summary>
internal sealed class IdempotencyLedger(int maxKeys, TimeSpan lifetime, TimeSpan grace)
{
    private readonly Dictionary<string, IdempotentAnswer> _requests = [];
    // Oldest first. A clock set back makes a key seem younger: it is kept longer, never dropped too soon.
    private readonly Queue<string> _order = new();

    public int Count => _requests.Count;

    public IdempotentAnswer? Find(string id) => _requests.GetValueOrDefault(id);

    /// <summary>Whether one more key fits: there is room, or the oldest may go.</summary>
    public bool HasRoom(DateTimeOffset now) => Count < maxKeys || (Oldest() is { } oldest && now - oldest.At >= grace);

    /// <summary>Takes a request, in the order of their time, after <see cref="HasRoom"/> said yes.</summary>
    /// <returns>The keys that went: all whose lifetime is over, then the oldest that were in the way.</returns>
    public IReadOnlyList<string> Add(string id, IdempotentAnswer request)
    {
        var dropped = Sweep(request.At);
        while (Count >= maxKeys) dropped.Add(DropOldest());
        if (_requests.TryAdd(id, request)) _order.Enqueue(id);
        return dropped;
    }

    /// <summary>Drops the keys whose lifetime is over.</summary>
    public List<string> Sweep(DateTimeOffset now)
    {
        var dropped = new List<string>();
        while (Oldest() is { } oldest && now - oldest.At >= lifetime) dropped.Add(DropOldest());
        return dropped;
    }

    private IdempotentAnswer? Oldest() => _order.TryPeek(out var id) ? _requests[id] : null;

    private string DropOldest()
    {
        var id = _order.Dequeue();
        _requests.Remove(id);
        return id;
    }
}
