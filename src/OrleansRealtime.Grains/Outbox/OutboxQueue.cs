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
    // Those that wait for everybody of whom each is behind: told to nobody, they may still gather.
    private readonly HashSet<long> _heldBack = [];
    // Those that wait for a few of whom nobody was tried with them.
    private readonly HashSet<long> _untried = [];
    private long? _delivering;

    public int Count => _entries.Count + _partial.Count;

    /// <summary>How many wait for everybody.</summary>
    public int Waiting => _entries.Count;

    /// <summary>Those that wait for a few, as they are now.</summary>
    public IReadOnlyList<OutboxEntry> Partial => [.. _partial.Values];

    public bool HasPartial => _partial.Count > 0;

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
    }

    /// <summary>Takes an entry that is committed, in place of what it gathered.</summary>
    public void Committed(OutboxEntry entry)
    {
        // Whom a new one is for may be told of those held back, and is before.
        if (!_entries.ContainsKey(entry.Number)) Release();
        _entries[entry.Number] = entry;
    }

    /// <summary>The next entry to deliver to everybody; none while one is being delivered or the oldest is being committed.</summary>
    /// <param name="committing">The numbers of the entries whose commit is under way.</param>
    public OutboxEntry? Begin(Func<long, bool> committing)
    {
        if (_delivering is not null) return null;
        foreach (var (number, entry) in _entries)
        {
            if (_heldBack.Contains(number)) continue;
            if (committing(number)) return null;
            _delivering = number;
            return entry;
        }

        return null;
    }

    /// <summary>Everybody whom the entry is for is behind, and nobody was told: it waits until one of them is not, and in nobody else's way.</summary>
    public void HoldBack()
    {
        if (_delivering is { } number) _heldBack.Add(number);
        _delivering = null;
    }

    /// <summary>The newest that is held back and may take in the entry under delivery, which is to be held back, too. From now on it takes in nothing
    /// else until <see cref="TookIn"/>.</summary>
    /// <param name="committing">As for <see cref="Begin"/>.</param>
    public OutboxEntry? ReserveForGathering(OutboxEntry later, Func<long, bool> committing)
    {
        var into = _entries.Values.LastOrDefault(entry =>
            _heldBack.Contains(entry.Number) && !_begun.Contains(entry.Number) && !committing(entry.Number) && entry.MayGather(later));
        if (into is not null) _begun.Add(into.Number);
        return into;
    }

    /// <summary>The entry under delivery was taken in, and that is committed.</summary>
    public void TookIn(OutboxEntry into, long number)
    {
        Done(number);
        _begun.Remove(into.Number);
        _entries[into.Number] = into;
        _heldBack.Add(into.Number);
    }

    /// <summary>Somebody was told of the entry under delivery, and takes nothing of those before any more.</summary>
    public void Told() => _begun.UnionWith(_heldBack.Where(held => held < _delivering));

    /// <summary>What was held back is tried again.</summary>
    public void Release() => _heldBack.Clear();

    /// <summary>The delivery failed: the entry waits again. Some users have it, so it gathers no more.</summary>
    public void Postpone()
    {
        if (_delivering is { } number) _begun.Add(number);
        _delivering = null;
    }

    /// <summary>The newest that waits for the same few, nobody of whom was tried with it, and may take in a later one.</summary>
    public OutboxEntry? FindForGatheringPartial(OutboxEntry later) => _partial.Count > 0
        && _partial.Values.Last() is var newest
        && _untried.Contains(newest.Number)
        && newest.Remaining!.Value.SequenceEqual(later.Remaining!.Value)
        && newest.MayGather(later)
            ? newest
            : null;

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
        // Somebody may have caught up.
        if (_partial.Remove(number)) Release();
        _heldBack.Remove(number);
        _untried.Remove(number);
        _begun.Remove(number);
    }
}
