using System.Collections.Immutable;
using OrleansRealtime.Contracts.Presence;

namespace OrleansRealtime.Grains.Presence;

/// <summary>What the gateways reported to one room, and what follows from all of it together: one entry per member, online when any gateway
/// says so, in the order in which they came. Pure.</summary>
internal sealed class PresenceTable
{
    private readonly Dictionary<string, Reported> _gateways = [];
    private readonly Dictionary<string, Member> _members = [];
    private long _lastOrder;

    public int Total => _members.Count;

    public PresenceStatus StatusOf(string member) => _members.TryGetValue(member, out var found) ? found.Status : PresenceStatus.Offline;

    public PresenceTaken ApplyReport(PresenceReport report)
    {
        var known = _gateways.GetValueOrDefault(report.Gateway);
        // It came late: a later report, which knew all of this, was here before it.
        if (known is not null && report.Number < known.Number) return PresenceTaken.Nothing;
        if (!report.IsWhole && report.Base != known?.Number) return PresenceTaken.Refused;
        var change = new Change();
        known ??= _gateways[report.Gateway] = new();
        known.Number = report.Number;
        if (report.IsWhole)
        {
            var there = report.Entries.Select(entry => entry.Member).ToHashSet();
            Remove(known, known.Entries.Values.Where(entry => !there.Contains(entry.Member)), change);
        }

        foreach (var entry in report.Entries) Set(known, entry, change);
        // A gateway that has nobody any more keeps its number: what it sent before and comes late must be known as old.
        return change.Result;
    }

    public PresenceTaken DropGateway(string gateway)
    {
        var change = new Change();
        if (_gateways.Remove(gateway, out var known)) Remove(known, known.Entries.Values, change);
        return change.Result;
    }

    /// <summary>Those who came first, at most so many.</summary>
    public ImmutableArray<PresenceEntry> First(int most) =>
        [.. _members.OrderBy(member => member.Value.Order).Take(most).Select(member => new PresenceEntry(member.Key, member.Value.Name, member.Value.Status))];

    private void Remove(Reported gateway, IEnumerable<PresenceEntry> entries, Change change)
    {
        foreach (var entry in entries.ToList()) Set(gateway, entry with { Status = PresenceStatus.Offline }, change);
    }

    private void Set(Reported gateway, PresenceEntry entry, Change change)
    {
        gateway.Entries.Remove(entry.Member, out var before);
        if (entry.Status != PresenceStatus.Offline) gateway.Entries.Add(entry.Member, entry);
        else if (before is null) return;
        if (before == entry) return;

        if (!_members.TryGetValue(entry.Member, out var member)) _members.Add(entry.Member, member = new() { Order = ++_lastOrder });
        var (status, name) = (member.Status, member.Name);
        if (before is not null) member.Tally = member.Tally.Count(before.Status, -1);
        member.Tally = member.Tally.Count(entry.Status, 1);
        if (entry.Status != PresenceStatus.Offline) member.Name = entry.Name;
        if (member.Status == PresenceStatus.Offline)
        {
            _members.Remove(entry.Member);
            change.Left.Add(entry.Member);
        }

        change.IsAny |= member.Status != status || member.Name != name;
    }

    private sealed class Reported
    {
        public long Number { get; set; }

        public Dictionary<string, PresenceEntry> Entries { get; } = [];
    }

    private sealed class Member
    {
        public required long Order { get; init; }

        public string Name { get; set; } = "";

        public PresenceTally Tally { get; set; }

        public PresenceStatus Status => Tally.Status;
    }

    private sealed class Change
    {
        public bool IsAny { get; set; }

        public List<string> Left { get; } = [];

        public PresenceTaken Result => new(true, IsAny, Left);
    }
}

/// <summary>What came of a report.</summary>
/// <param name="IsTaken">False: everything has to be told.</param>
/// <param name="IsChange">Whether the room looks different now.</param>
/// <param name="Left">Members that no gateway has any more.</param>
internal sealed record PresenceTaken(bool IsTaken, bool IsChange, IReadOnlyList<string> Left)
{
    public static readonly PresenceTaken Nothing = new(true, false, []);

    public static readonly PresenceTaken Refused = new(false, false, []);
}
