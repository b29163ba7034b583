using System.Collections.Immutable;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Storage.Lineage;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>
/// What storage keeps of a user's head: which items there are and how they are marked, as sets of numbers. The items themselves are rows
/// that never change. <see cref="Read"/>, <see cref="Seen"/>, <see cref="Archived"/>, <see cref="Snoozed"/>, <see cref="Hidden"/> and
/// <see cref="Deleted"/> hold only numbers of <see cref="Items"/>.
/// </summary>
/// <param name="Version">The badge's.</param>
/// <param name="LastSeq">The newest number ever given in any history of the database.</param>
/// <param name="Seen">What was seen and is not read: reading is seeing.</param>
/// <param name="Lineage">The history of the database that it belongs to, of <see cref="IDatabaseLineage"/>.</param>
/// <param name="OldestDue">When the oldest item may be old enough to go; a row of that time wakes the user.</param>
internal sealed record InboxRecord(
    long Version,
    long LastSeq,
    SeqSet Items,
    SeqSet Read,
    SeqSet Seen,
    SeqSet Archived,
    ImmutableSortedDictionary<long, DateTimeOffset> Snoozed,
    DateTimeOffset? TokensRefusedBefore,
    DateTimeOffset? OldestDue = null,
    string Lineage = "")
{
    /// <summary>The items about what the user may not see: kept as they are, and neither shown nor counted nor marked.</summary>
    public SeqSet Hidden { get; init; } = SeqSet.Empty;

    /// <summary>The items about a life of an entity that is over.</summary>
    public SeqSet Deleted { get; init; } = SeqSet.Empty;

    public static readonly InboxRecord Empty =
        new(0, 0, SeqSet.Empty, SeqSet.Empty, SeqSet.Empty, SeqSet.Empty, ImmutableSortedDictionary<long, DateTimeOffset>.Empty, null);

    /// <summary>The record in a history of the database. After the database was put back from a copy, tabs know numbers and versions that the
    /// copy has yet to reach, and would take what comes for old. So both go on from the seconds of the clock, which no inbox overtakes:
    /// whatever was told in the history before lies below. To be committed before it is told: a later clock may show less.</summary>
    public InboxRecord In(string lineage, DateTimeOffset now)
    {
        if (Lineage == lineage) return this;
        var above = now.ToUnixTimeSeconds();
        return this with { Lineage = lineage, Version = Math.Max(Version + 1, above), LastSeq = Math.Max(LastSeq, above) };
    }

    /// <summary>The items that the user may see.</summary>
    public SeqSet Visible() => Hidden.IsEmpty ? Items : Items.Except(Hidden);

    /// <summary>The items that stand in the list: neither archived nor snoozed.</summary>
    public SeqSet Active() => Visible().Except(Archived).Except(SeqSet.Of(Snoozed.Keys));

    /// <summary>Whether it stands in the list and nobody has read it.</summary>
    public bool IsUnread(long seq) => Items.Contains(seq) && !Read.Contains(seq) && !Archived.Contains(seq) && !Snoozed.ContainsKey(seq) && !Hidden.Contains(seq);

    public SeqSet Unread() => Active().Except(Read);

    /// <summary>Counted, without making the sets: with each notification this is done once.</summary>
    public Badge Badge()
    {
        if (!Hidden.IsEmpty)
        {
            var visible = Unread();
            return new(Version, visible.Count, visible.Except(Seen).Count, LastSeq, Lineage);
        }

        var snoozed = SeqSet.Of(Snoozed.Keys);
        var readOrAway = Read.Count + Archived.Count + snoozed.Count - Read.CountCommon(Archived) - Read.CountCommon(snoozed);
        var unread = Items.Count - readOrAway;
        var seen = Seen.Except(Read).Except(Archived).Except(snoozed).Count;
        return new(Version, unread, unread - seen, LastSeq, Lineage);
    }
}
