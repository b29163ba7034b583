using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>The items that are away until a time: a row each beside the record, by which the sweep wakes the user when it has come.</summary>
internal sealed class Snoozes(InboxItems items, Grouping grouping)
{
    /// <summary>Has the rows say what a mark made of the record.</summary>
    public static void Update(ICommitRows batch, InboxRecord before, InboxRecord after)
    {
        foreach (var (seq, until) in after.Snoozed.Except(before.Snoozed))
            batch.Add(new(InboxRows.Snoozes, RowJson.Number(seq), "{}", until));
        foreach (var seq in before.Snoozed.Keys.Except(after.Snoozed.Keys)) batch.Add(new(InboxRows.Snoozes, RowJson.Number(seq), null));
    }

    /// <summary>Has those items come back whose time has come.</summary>
    public async Task EndAsync(GroupCommit<InboxRecord> commits, DateTimeOffset now)
    {
        var snoozed = (commits.Committed ?? InboxRecord.Empty).Snoozed;
        foreach (var (seq, until) in snoozed)
        {
            if (until > now) continue;
            InboxItem? item = null;
            await commits.RunAsync(batch => End(batch, seq, item, now), async () => item = await items.FindAsync(seq));
        }
    }

    /// <summary>Has an item come back under a new number, as one that was never seen.</summary>
    /// <param name="item">As committed; <c>null</c> when it is gone.</param>
    /// <returns>Whether it did: another tab may have been faster.</returns>
    public bool End(CommitBatch<InboxRecord> batch, long seq, InboxItem? item, DateTimeOffset now)
    {
        if (item is null || batch.Record is not { } inbox || !inbox.Snoozed.TryGetValue(seq, out var until) || until > now) return false;
        inbox = InboxRules.Renew(inbox, seq);
        var back = item with { Seq = inbox.LastSeq, UpdatedAt = now, Replaces = [seq], Quiet = false };
        InboxItems.Remove(batch, seq);
        InboxItems.Add(batch, back);
        grouping.Put(batch, back);
        batch.Set(inbox);
        return true;
    }
}
