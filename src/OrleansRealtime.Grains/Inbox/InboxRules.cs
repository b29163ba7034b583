using System.Collections.Immutable;
using OrleansRealtime.Contracts.Inbox;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>What happens to an inbox. Pure: each rule takes the record and gives the next one, the version one higher when anything changed.</summary>
internal static class InboxRules
{
    /// <summary>Takes an item in under the next number.</summary>
    /// <param name="maxItems">How many items are kept; the oldest beyond that go, and of those that are to come back from a snooze only when
    /// there are no others.</param>
    /// <param name="dropped">The numbers that went.</param>
    public static InboxRecord Add(InboxRecord inbox, int maxItems, out SeqSet dropped)
    {
        var seq = inbox.LastSeq + 1;
        var items = inbox.Items.Add(seq);
        dropped = items.Count > maxItems ? Oldest(inbox, items, (int)(items.Count - maxItems)) : SeqSet.Empty;
        return Remove(inbox with { Version = inbox.Version + 1, LastSeq = seq, Items = items }, dropped);
    }

    private static SeqSet Oldest(InboxRecord inbox, SeqSet items, int count)
    {
        var asleep = SeqSet.Of(inbox.Snoozed.Keys);
        // The newest is the one that comes.
        var awake = SeqSet.Of(items.Except(asleep).Ascending().SkipLast(1).Take(count));
        return awake.Count == count ? awake : awake.Union(SeqSet.Of(asleep.Ascending().Take((int)(count - awake.Count))));
    }

    /// <summary>Marks items. Numbers that are not in the inbox are passed over; the same record when nothing changed.</summary>
    public static InboxRecord Mark(InboxRecord inbox, InboxMark mark)
    {
        var marked = inbox.Visible().Intersect(mark.UpTo is { } upTo ? SeqSet.Between(1, upTo) : SeqSet.Of(mark.Seqs));
        var after = mark.As switch
        {
            MarkAs.Seen => inbox with { Seen = inbox.Seen.Union(marked.Except(inbox.Read)) },
            MarkAs.Read => inbox with { Read = inbox.Read.Union(marked), Seen = inbox.Seen.Except(marked) },
            MarkAs.Unread => inbox with { Read = inbox.Read.Except(marked), Seen = inbox.Seen.Union(inbox.Read.Intersect(marked)) },
            MarkAs.Archived => inbox with { Archived = inbox.Archived.Union(marked), Snoozed = EndSnoozes(inbox, marked) },
            MarkAs.Active => inbox with { Archived = inbox.Archived.Except(marked), Snoozed = EndSnoozes(inbox, marked) },
            MarkAs.Snoozed => Snooze(inbox, marked, mark.Until!.Value),
            _ => throw new InvalidOperationException($"{mark.As} is no mark."),
        };
        return Same(inbox, after) ? inbox : after with { Version = inbox.Version + 1 };
    }

    /// <summary>An item goes and comes back under a new number, unread and unseen: its snooze ended, or another was grouped with it.</summary>
    public static InboxRecord Renew(InboxRecord inbox, long seq)
    {
        var next = inbox.LastSeq + 1;
        return Remove(inbox, SeqSet.Between(seq, seq)) with
        {
            Version = inbox.Version + 1,
            LastSeq = next,
            Items = inbox.Items.Except(SeqSet.Between(seq, seq)).Add(next),
            Deleted = inbox.Deleted.Contains(seq) ? inbox.Deleted.Except(SeqSet.Between(seq, seq)).Add(next) : inbox.Deleted,
        };
    }

    /// <summary>Takes out items whose time is over.</summary>
    public static InboxRecord Forget(InboxRecord inbox, SeqSet seqs) => seqs.IsEmpty ? inbox : Remove(inbox, seqs) with { Version = inbox.Version + 1 };

    /// <summary>As a new user's, but that numbers and versions go on, and tokens that were refused stay so.</summary>
    /// <param name="refusedBefore">Tokens issued before this are refused from now on.</param>
    public static InboxRecord Erase(InboxRecord inbox, DateTimeOffset refusedBefore) => InboxRecord.Empty with
    {
        Version = inbox.Version + 1,
        LastSeq = inbox.LastSeq,
        Lineage = inbox.Lineage,
        TokensRefusedBefore = inbox.TokensRefusedBefore > refusedBefore ? inbox.TokensRefusedBefore : refusedBefore,
    };

    /// <summary>Takes items out of sight, or shows them again; whichever were or are not in the inbox are passed over.</summary>
    public static InboxRecord Hide(InboxRecord inbox, SeqSet hide, SeqSet show)
    {
        var hidden = inbox.Hidden.Except(show).Union(inbox.Items.Intersect(hide));
        return hidden.Equals(inbox.Hidden) ? inbox : inbox with { Hidden = hidden, Version = inbox.Version + 1 };
    }

    /// <summary>Items whose snooze is over, out of sight.</summary>
    public static InboxRecord EndUnseen(InboxRecord inbox, SeqSet seqs) => seqs.IsEmpty ? inbox : inbox with
    {
        Snoozed = EndSnoozes(inbox, seqs),
        Hidden = inbox.Hidden.Union(seqs),
        Version = inbox.Version + 1,
    };

    /// <summary>Items whose snooze is over, where they were before it and in sight.</summary>
    public static InboxRecord EndInPlace(InboxRecord inbox, SeqSet seqs) => seqs.IsEmpty ? inbox : inbox with
    {
        Snoozed = EndSnoozes(inbox, seqs),
        Hidden = inbox.Hidden.Except(seqs),
        Version = inbox.Version + 1,
    };

    /// <summary>Has items say that what they are about is deleted.</summary>
    public static InboxRecord EndLife(InboxRecord inbox, SeqSet seqs)
    {
        var deleted = inbox.Deleted.Union(inbox.Items.Intersect(seqs));
        return deleted.Equals(inbox.Deleted) ? inbox : inbox with { Deleted = deleted, Version = inbox.Version + 1 };
    }

    /// <summary>The numbers behind a cursor, in the order of its pages.</summary>
    public static IEnumerable<long> InOrder(InboxRecord inbox, InboxQuery query)
    {
        var matching = query.Filter switch
        {
            InboxFilter.Active => inbox.Active(),
            InboxFilter.Unread => inbox.Unread(),
            InboxFilter.Archived => inbox.Archived,
            InboxFilter.Snoozed => SeqSet.Of(inbox.Snoozed.Keys),
            InboxFilter.All => inbox.Items,
            _ => throw new InvalidOperationException($"{query.Filter} is no filter."),
        };
        if (!inbox.Hidden.IsEmpty) matching = matching.Except(inbox.Hidden);
        return query.After is { } after
            ? matching.Intersect(SeqSet.Between(after + 1, inbox.LastSeq)).Ascending()
            : matching.Intersect(SeqSet.Between(1, query.Before is { } before ? before - 1 : inbox.LastSeq)).Descending();
    }

    /// <summary>The item with its marks as they are now.</summary>
    public static InboxItem WithMarks(InboxRecord inbox, InboxItem item) => item with
    {
        Seen = inbox.Seen.Contains(item.Seq) || inbox.Read.Contains(item.Seq),
        Read = inbox.Read.Contains(item.Seq),
        Archived = inbox.Archived.Contains(item.Seq),
        SnoozedUntil = inbox.Snoozed.TryGetValue(item.Seq, out var until) ? until : null,
        Deleted = inbox.Deleted.Contains(item.Seq),
    };

    private static InboxRecord Remove(InboxRecord inbox, SeqSet seqs) => seqs.IsEmpty ? inbox : inbox with
    {
        Items = inbox.Items.Except(seqs),
        Read = inbox.Read.Except(seqs),
        Seen = inbox.Seen.Except(seqs),
        Archived = inbox.Archived.Except(seqs),
        Snoozed = EndSnoozes(inbox, seqs),
        Hidden = inbox.Hidden.Except(seqs),
        Deleted = inbox.Deleted.Except(seqs),
    };

    private static InboxRecord Snooze(InboxRecord inbox, SeqSet seqs, DateTimeOffset until) => inbox with
    {
        Archived = inbox.Archived.Except(seqs),
        Snoozed = inbox.Snoozed.SetItems(seqs.Ascending().Select(seq => KeyValuePair.Create(seq, until))),
    };

    private static ImmutableSortedDictionary<long, DateTimeOffset> EndSnoozes(InboxRecord inbox, SeqSet seqs) =>
        inbox.Snoozed.RemoveRange(inbox.Snoozed.Keys.Where(seqs.Contains));

    private static bool Same(InboxRecord a, InboxRecord b) =>
        a.Read.Equals(b.Read) && a.Seen.Equals(b.Seen) && a.Archived.Equals(b.Archived) && a.Snoozed.SequenceEqual(b.Snoozed);
}
