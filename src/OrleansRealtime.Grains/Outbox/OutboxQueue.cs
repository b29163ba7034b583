namespace OrleansRealtime.Grains.Outbox;

/// <summary>
/// The entries that an entity still owes, in the order of their numbers. Users keep the highest number that they took, so entries leave in
/// order and one at a time. An entry that waits may still gather later changes; while the commit of that is under way it is not begun, lest
/// it be delivered as it was before. Pure.
/// </summary>
internal sealed class OutboxQueue
{
    private readonly SortedDictionary<long, OutboxEntry> _entries = [];
    private readonly HashSet<long> _begun = [];
    private long? _delivering;

    public int Count => _entries.Count;

    /// <summary>Since when something is owed; <c>null</c> = nothing is.</summary>
    public DateTimeOffset? Oldest => _entries.Count == 0 ? null : _entries.First().Value.Since;

    public bool Contains(long number) => _entries.ContainsKey(number);

    /// <summary>The newest entry that may take in a later change and was told to nobody yet.</summary>
    public OutboxEntry? FindForGathering(OutboxEntry later) => _entries.Values.LastOrDefault(
        entry => entry.Number != _delivering && !_begun.Contains(entry.Number) && entry.MayGather(later));

    /// <summary>Takes an entry that an earlier activation left; what this one knows of it is newer. Somebody may have it already, from an activation
    /// that is still at it on another silo, so it gathers nothing: what it took in now would be refused there as known.</summary>
    public void Found(OutboxEntry entry)
    {
        if (_entries.TryAdd(entry.Number, entry)) _begun.Add(entry.Number);
    }

    /// <summary>Takes an entry that is committed, in place of what it gathered.</summary>
    public void Committed(OutboxEntry entry) => _entries[entry.Number] = entry;

    /// <summary>The next entry to deliver; none while one is being delivered or the oldest is being committed.</summary>
    /// <param name="committing">The numbers of the entries whose commit is under way.</param>
    public OutboxEntry? Begin(Func<long, bool> committing)
    {
        if (_delivering is not null || _entries.Count == 0) return null;
        var (number, entry) = _entries.First();
        if (committing(number)) return null;
        _delivering = number;
        return entry;
    }

    /// <summary>The delivery failed: the entry waits again. Some users have it, so it gathers no more.</summary>
    public void Postpone()
    {
        if (_delivering is { } number) _begun.Add(number);
        _delivering = null;
    }

    /// <summary>The entry reached all whom it was for, or was given up.</summary>
    public void Done(long number)
    {
        _entries.Remove(number);
        _begun.Remove(number);
        _delivering = null;
    }
}
