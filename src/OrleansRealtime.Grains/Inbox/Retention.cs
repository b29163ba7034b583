using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>Forgets items that are old. When the inbox is next looked through for them stands in the record, and in a row by which the sweep
/// wakes the user.</summary>
/// <param name="maxAge">How long an item is kept.</param>
internal sealed class Retention(InboxItems items, TimeSpan maxAge)
{
    /// <summary>Items grow old one by one; they go a day's worth at a time.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromDays(1);

    /// <summary>Has the inbox looked through at a time; never, while it is empty.</summary>
    public static InboxRecord SetDue(ICommitRows batch, InboxRecord inbox, DateTimeOffset? due)
    {
        if (inbox.Items.IsEmpty) due = null;
        batch.Add(new(InboxRows.Retention, InboxRows.Retention, due is null ? null : "{}", due));
        return inbox with { OldestDue = due };
    }

    public async Task ForgetAsync(GroupCommit<InboxRecord> commits, DateTimeOffset now)
    {
        if (commits.Committed?.OldestDue is not { } due || due > now) return;
        var found = default(Found);
        await commits.RunAsync(batch => Forget(batch, found.Old, found.Due), async () => found = await FindOldAsync(commits.Committed, now));
    }

    /// <summary>Takes old items out, but for those that were snoozed meanwhile: they were promised to come back.</summary>
    /// <param name="due">When the inbox is looked through again.</param>
    /// <returns>How many went.</returns>
    public static long Forget(CommitBatch<InboxRecord> batch, IReadOnlyList<long> old, DateTimeOffset? due)
    {
        if (batch.Record is not { } inbox) return 0;
        var seqs = SeqSet.Of(old).Except(SeqSet.Of(inbox.Snoozed.Keys));
        foreach (var seq in seqs.Ascending()) InboxItems.Remove(batch, seq);
        InboxItems.TellRemoved(batch, seqs.Ascending());
        batch.Set(SetDue(batch, InboxRules.Forget(inbox, seqs), due));
        return seqs.Count;
    }

    private async Task<Found> FindOldAsync(InboxRecord inbox, DateTimeOffset now)
    {
        List<long> old = [];
        DateTimeOffset? next = null;
        await foreach (var item in items.AllAsync())
        {
            if (inbox.Snoozed.ContainsKey(item.Seq)) continue;
            next = item.UpdatedAt + maxAge;
            if (next > now || old.Count == CommitLimits.MaxForgotten) break;
            old.Add(item.Seq);
        }

        // Whatever is left, and whoever is asleep, is looked at again tomorrow; more that is over already, at once.
        if (!(next <= now && old.Count == CommitLimits.MaxForgotten)) next = next > now + Step ? next : now + Step;
        return new(old, next);
    }

    private readonly record struct Found(IReadOnlyList<long> Old, DateTimeOffset? Due);
}
