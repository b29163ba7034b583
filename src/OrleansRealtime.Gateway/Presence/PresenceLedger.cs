using OrleansRealtime.Contracts.Presence;

namespace OrleansRealtime.Gateway.Presence;

/// <summary>
/// Whom this process has for one room, over all their connections, and what of it the room was told. Whatever came and went again since the
/// last report is not in the next one. Pure, and not safe for several threads.
/// </summary>
/// <param name="nextNumber">Numbers the reports of the process.</param>
internal sealed class PresenceLedger(string gateway, Func<long> nextNumber)
{
    private readonly Dictionary<string, Member> _members = [];
    private readonly Dictionary<string, PresenceEntry> _told = [];
    private readonly HashSet<string> _changed = [];
    private long _number;
    private bool _isKnown;
    private bool _isCheckDue;

    /// <summary>Nobody is here, and the room has no other word.</summary>
    public bool IsOver => _members.Count == 0 && _told.Count == 0 && (_isKnown || _number == 0);

    /// <summary>One more connection of a member.</summary>
    public void Add(string member, string name, PresenceStatus status)
    {
        _members[member] = new(name, _members.GetValueOrDefault(member).Tally.Count(status, 1));
        _changed.Add(member);
    }

    /// <summary>One connection less, which was added with this status.</summary>
    public void Remove(string member, PresenceStatus status)
    {
        var (name, tally) = _members[member];
        tally = tally.Count(status, -1);
        if (tally.Status == PresenceStatus.Offline) _members.Remove(member);
        else _members[member] = new(name, tally);
        _changed.Add(member);
    }

    /// <summary>Has the next report ask whether the room still knows, if there is nothing else to say.</summary>
    public void Check() => _isCheckDue = true;

    /// <summary>The last report was refused, or nobody knows what became of it: the next one is whole.</summary>
    public void Forgotten() => _isKnown = false;

    /// <summary>What is to be told; <c>null</c> = nothing. From now on it counts as told.</summary>
    public PresenceReport? Next()
    {
        var isWhole = !_isKnown;
        var entries = (isWhole ? _members.Keys.AsEnumerable() : _changed).Select(Entry).Where(entry => isWhole || IsUntold(entry)).ToList();
        var isCheckDue = _isCheckDue && _members.Count > 0;
        _changed.Clear();
        _isCheckDue = false;
        // Of an empty room that was never told of anybody there is nothing to say.
        if (isWhole ? entries.Count == 0 && _number == 0 : entries.Count == 0 && !isCheckDue) return null;

        if (isWhole) _told.Clear();
        foreach (var entry in entries)
        {
            if (entry.Status == PresenceStatus.Offline) _told.Remove(entry.Member);
            else _told[entry.Member] = entry;
        }

        var before = _number;
        if (isWhole || entries.Count > 0) _number = nextNumber();
        _isKnown = true;
        return new(gateway, before, _number, isWhole, [.. entries]);
    }

    private PresenceEntry Entry(string member) =>
        _members.TryGetValue(member, out var known) ? new(member, known.Name, known.Tally.Status) : new(member, "", PresenceStatus.Offline);

    private bool IsUntold(PresenceEntry entry) => entry.Status == PresenceStatus.Offline
        ? _told.ContainsKey(entry.Member)
        : _told.GetValueOrDefault(entry.Member) != entry;

    private readonly record struct Member(string Name, PresenceTally Tally);
}
