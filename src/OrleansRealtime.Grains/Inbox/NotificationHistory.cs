using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Preferences;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>What came for a user and what became of it: the decisions, with the items that some of them became.</summary>
internal sealed class NotificationHistory(Decisions decisions, InboxItems items)
{
    /// <summary>How many later items a page looks at for those that took the place of others.</summary>
    private const int MaxLookedAt = 1_000;

    /// <param name="inbox">The one committed record that answers for the whole page.</param>
    public async Task<HistoryPage> PageAsync(InboxRecord inbox, HistoryQuery query, CancellationToken cancellationToken)
    {
        var found = await decisions.NewestAsync(query, cancellationToken);
        var page = found.Take(query.Limit).ToList();
        var seqs = SeqSet.Of(page.Select(one => one.Past.Seq).OfType<long>());
        var now = await FindItemsAsync(inbox, seqs, MaxLookedAt, cancellationToken);
        return new(
            [.. page.Select(one => Entry(inbox, one.Id, one.Past, now))],
            found.Count > page.Count ? new(page[^1].Past.At, page[^1].Id) : null);
    }

    /// <summary>The number of the item that has this number, or took its place, however much later; <c>null</c> when there is none.</summary>
    public async Task<long?> FindSeqAsync(InboxRecord inbox, long seq) =>
        (await FindItemsAsync(inbox, SeqSet.Between(seq, seq), int.MaxValue, CancellationToken.None)).TryGetValue(seq, out var item) ? item.Seq : null;

    private static HistoryEntry Entry(InboxRecord inbox, string id, PastDecision past, Dictionary<long, (long Seq, string Title)> now) =>
        past.TakenBack ? new(id, past, NotificationState.Gone, null, null)
        : past.Seq is not { } seq ? new(id, past, NotificationState.Withheld, null, null)
        : now.TryGetValue(seq, out var item) ? new(id, past, State(inbox, item.Seq), item.Seq, item.Title)
        : new(id, past, NotificationState.Gone, null, null);

    private static NotificationState State(InboxRecord inbox, long seq) =>
        inbox.Hidden.Contains(seq) ? NotificationState.Hidden
        : inbox.Archived.Contains(seq) ? NotificationState.Archived
        : inbox.Snoozed.ContainsKey(seq) ? NotificationState.Snoozed
        : inbox.Read.Contains(seq) ? NotificationState.Read
        : inbox.Seen.Contains(seq) ? NotificationState.Seen
        : NotificationState.Delivered;

    /// <summary>The items that have these numbers, or took their places, by the numbers.</summary>
    /// <param name="maxLookedAt">How many later items.</param>
    private async Task<Dictionary<long, (long Seq, string Title)>> FindItemsAsync(
        InboxRecord inbox, SeqSet seqs, int maxLookedAt, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, (long Seq, string Title)>();
        long[] there = [.. inbox.Items.Intersect(seqs).Ascending()];
        await foreach (var (item, _) in items.EachAsync(there, cancellationToken)) found[item.Seq] = (item.Seq, item.Title);
        var missing = seqs.Except(inbox.Items);
        if (missing.IsEmpty) return found;
        var left = missing.Count;
        var later = inbox.Items.Intersect(SeqSet.Between(missing.Ranges[0].From, inbox.LastSeq));
        await foreach (var (item, _) in items.EachAsync(later.Ascending().Take(maxLookedAt).ToArray(), cancellationToken))
        {
            foreach (var seq in item.Replaces.Where(missing.Contains))
            {
                found[seq] = (item.Seq, item.Title);
                left--;
            }

            if (left <= 0) break;
        }

        return found;
    }
}
