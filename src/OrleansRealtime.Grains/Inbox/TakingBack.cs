using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Preferences;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>Takes one notification that came out of the inbox. Of a group only the one goes; that it came, and was taken back, stays known.</summary>
internal sealed class TakingBack(Decisions decisions, InboxItems items, NotificationHistory history, Grouping grouping)
{
    /// <summary>How often it is tried anew, because another notification came into the group in the very same commit.</summary>
    private const int MaxTries = 10;

    /// <returns>False: no such notification came, or too long ago.</returns>
    /// <exception cref="CommitOverloadException">So many come that it was never the first.</exception>
    public async Task<bool> RunAsync(GroupCommit<InboxRecord> commits, string notification)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var found = default(Found);
            var outcome = await commits.RunAsync(
                batch => Apply(batch, notification, found),
                async () =>
                {
                    await grouping.LoadAsync();
                    found = await FindAsync(commits.Committed ?? InboxRecord.Empty, notification);
                });
            if (outcome is not null) return outcome.Value;
        }

        throw new CommitOverloadException();
    }

    private async Task<Found> FindAsync(InboxRecord inbox, string notification)
    {
        var past = await decisions.FindAsync(notification);
        if (past is not { TakenBack: false, Seq: { } came } || await history.FindSeqAsync(inbox, came) is not { } seq) return new(past, null, false);
        var item = await items.FindAsync(seq);
        return new(past, item, item?.Changes is { } changes && await decisions.AnyAsync([.. changes.Select(change => change.Id).Where(id => id != notification)]));
    }

    /// <returns><c>null</c>: the item was changed in this commit; try anew.</returns>
    private bool? Apply(CommitBatch<InboxRecord> batch, string notification, Found found)
    {
        if (found.Past is not { } past) return false;
        if (past.TakenBack || past.Seq is null) return true;
        if (found.Item is { } item)
        {
            if (batch.Record is not { } inbox || !inbox.Items.Contains(item.Seq) || InboxItems.In(batch, item.Seq) is not null) return null;
            if (found.IsGroup && GroupingRules.Without(item, notification) is { } rest) Replace(batch, inbox, rest);
            else Remove(batch, inbox, item.Seq);
        }

        decisions.TakeBack(batch, notification, past);
        return true;
    }

    private void Replace(CommitBatch<InboxRecord> batch, InboxRecord inbox, InboxItem rest)
    {
        InboxItems.Replace(batch, rest);
        if (grouping.In(batch)!.Has(rest.Seq)) grouping.Put(batch, rest);
        batch.Set(inbox with { Version = inbox.Version + 1 });
    }

    private static void Remove(CommitBatch<InboxRecord> batch, InboxRecord inbox, long seq)
    {
        InboxItems.Remove(batch, seq);
        InboxItems.TellRemoved(batch, [seq]);
        batch.Set(InboxRules.Forget(inbox, SeqSet.Between(seq, seq)));
    }

    /// <param name="Past"><c>null</c>: none came.</param>
    /// <param name="Item">That it is, or is part of, now.</param>
    /// <param name="IsGroup">Whether another notification is part of it, too: several changes may be those of this one alone.</param>
    private readonly record struct Found(PastDecision? Past, InboxItem? Item, bool IsGroup);
}
