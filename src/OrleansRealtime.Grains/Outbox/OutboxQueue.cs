namespace OrleansRealtime.Grains.Outbox;

/// <summary>
/// The entries that an entity still owes, in the order of their numbers. Users keep the highest number that they took, so each user is told
/// in that order, and entries are delivered one at a time. One that reached all but a few waits for those alone, and is in nobody else's way. An entry
/// that waits for everybody may still gather later changes; while the commit of that is under way it is not begun, lest it be delivered as it was
/// before. Pure.
/// </summary>
internal sealed class OutboxQueue
{
    private readonly SortedDictionary<long, OutboxEntry> _entries = [];
    // Those that wait for a few, all of them older than those that wait for everybody.
    private readonly SortedDictionary<long, OutboxEntry> _partial = [];
    private readonly HashSet<long> _begun = [];
    // Entries that somebody may have from an earlier activation or try, even users who are behind now.
    private readonly HashSet<long> _mayBeTold = [];
    // Those that wait for a few of whom nobody was tried with them.
    private readonly HashSet<long> _untried = [];
    private long? _delivering;

    public int Count => _entries.Count + _partial.Count;

    /// <summary>How many wait for everybody.</summary>
    public int Waiting => _entries.Count;

    /// <summary>Those that wait for a few, as they are now.</summary>
    public IReadOnlyList<OutboxEntry> Partial => [.. _partial.Values];

    public int PartialCount => _partial.Count;

    /// <summary>Who is still owed an entry that all others have.</summary>
    public IReadOnlySet<string> Behind => _partial.Values.SelectMany(entry => entry.Remaining!.Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>Since when something is owed; <c>null</c> = nothing is.</summary>
    public DateTimeOffset? Oldest => _partial.Count > 0 ? _partial.First().Value.Since : _entries.Count > 0 ? _entries.First().Value.Since : null;

    public bool Contains(long number) => _entries.ContainsKey(number) || _partial.ContainsKey(number);

    /// <summary>Whether something is owed of a life of the entity.</summary>
    public bool Owes(string epoch) => _entries.Values.Concat(_partial.Values).Any(entry => entry.Epoch == epoch);

    /// <summary>The newest entry that may take in a later change and was told to nobody yet.</summary>
    public OutboxEntry? FindForGathering(OutboxEntry later) => _entries.Values.LastOrDefault(
        entry => entry.Number != _delivering && !_begun.Contains(entry.Number) && entry.MayGather(later));

    /// <summary>Takes an entry that an earlier activation left; what this one knows of it is newer. Somebody may have it already, from an activation
    /// that is still at it on another silo, so it gathers nothing: what it took in now would be refused there as known.</summary>
    public void Found(OutboxEntry entry)
    {
        if (Contains(entry.Number)) return;
        // Behind one that waits for everybody, so that nobody is told of it before that.
        if (entry.Remaining is null || _entries.Keys.Any(number => number < entry.Number)) _entries.Add(entry.Number, entry with { Remaining = null });
        else _partial.Add(entry.Number, entry);
        _begun.Add(entry.Number);
        _mayBeTold.Add(entry.Number);
    }

    /// <summary>Takes an entry that is committed, in place of what it gathered.</summary>
    public void Committed(OutboxEntry entry) => _entries[entry.Number] = entry;

    /// <summary>The next entry to deliver to everybody; none while one is being delivered or the oldest is being committed.</summary>
    /// <param name="committing">The numbers of the entries whose commit is under way.</param>
    public OutboxEntry? Begin(Func<long, bool> committing)
    {
        if (_delivering is not null || _entries.Count == 0) return null;
        var (number, entry) = _entries.First();
        if (committing(number))
        {
            // It takes in nothing after this commit: one commit after the other could keep it from its delivery for ever.
            _begun.Add(number);
            return null;
        }

        _delivering = number;
        return entry;
    }

    /// <summary>The delivery failed: the entry waits again. Some users have it, so it gathers no more.</summary>
    public void Postpone()
    {
        if (_delivering is { } number)
        {
            _begun.Add(number);
            _mayBeTold.Add(number);
        }

        _delivering = null;
    }

    /// <summary>Whether an entry is delivered for the first time, so that nobody who is passed over can have it already.</summary>
    public bool IsFirstTry(long number) => !_mayBeTold.Contains(number);

    /// <summary>The newest that waits for the same few and may take in a later one. Nobody of them was tried with it, and so none was told of anything
    /// since.</summary>
    public OutboxEntry? FindForGatheringPartial(OutboxEntry later) => _partial.Values.LastOrDefault(entry =>
        _untried.Contains(entry.Number) && entry.MayGather(later) && entry.Remaining!.Value.SequenceEqual(later.Remaining!.Value));

    /// <summary>The entry reached all but those whom it names as remaining.</summary>
    /// <param name="untried">They were passed over.</param>
    public void Narrow(OutboxEntry entry, bool untried = false)
    {
        Done(entry.Number);
        _partial.Add(entry.Number, entry);
        if (untried) _untried.Add(entry.Number);
    }

    /// <summary>Somebody whom it waits for is tried with it, and may have it from now on.</summary>
    public void Tried(long number) => _untried.Remove(number);

    /// <summary>The entry was taken into another.</summary>
    public void Gathered(OutboxEntry into, long number)
    {
        _partial[into.Number] = into;
        Done(number);
    }

    /// <summary>The entry reached all whom it was for, or was given up.</summary>
    public void Done(long number)
    {
        if (_delivering == number) _delivering = null;
        _entries.Remove(number);
        _partial.Remove(number);
        _untried.Remove(number);
        _begun.Remove(number);
        _mayBeTold.Remove(number);
    }
}
