using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>What is over: sources nobody repeats any more, items that are old.</summary>
internal sealed partial class UserGrain
{
    /// <summary>How many rows one commit forgets; the rest stays due, and the next sweep wakes for it.</summary>
    private const int MaxForgotten = 500;

    /// <summary>Items grow old one by one; they go a day's worth at a time.</summary>
    private static readonly TimeSpan RetentionStep = TimeSpan.FromDays(1);

    // Within the one writer: a notification that comes meanwhile renews its source, and would be taken twice without it.
    private async Task ForgetSourcesAsync(DateTimeOffset now)
    {
        List<string> expired = [];
        await _commits.RunAsync(
            batch =>
            {
                foreach (var id in expired)
                    if (!batch.TryGetRow(InboxRows.Sources, id, out _)) batch.Add(new(InboxRows.Sources, id, null));
                return expired.Count;
            },
            async () =>
            {
                await foreach (var source in rows.AllAsync(_owner, InboxRows.Sources))
                {
                    if (source.DueAt <= now) expired.Add(source.Id);
                    if (expired.Count == MaxForgotten) break;
                }
            });
    }

    private async Task ForgetOldItemsAsync(DateTimeOffset now)
    {
        if (Committed.OldestDue is not { } due || due > now) return;
        List<long> old = [];
        DateTimeOffset? next = null;
        await _commits.RunAsync(
            batch =>
            {
                if (batch.Record is not { } inbox) return 0;
                // What was marked meanwhile may have been snoozed.
                var seqs = SeqSet.Of(old).Except(SeqSet.Of(inbox.Snoozed.Keys));
                foreach (var seq in seqs.Ascending()) Drop(batch, seq);
                batch.Set(RetainFrom(batch, InboxRules.Forget(inbox, seqs), next));
                return seqs.Count;
            },
            async () =>
            {
                var snoozed = Committed.Snoozed;
                await foreach (var row in rows.AllAsync(_owner, InboxRows.Items))
                {
                    var item = RowJson.Read<InboxItem>(row);
                    if (snoozed.ContainsKey(item.Seq)) continue;
                    next = item.UpdatedAt + _limits.MaxAge;
                    if (next > now || old.Count == MaxForgotten) break;
                    old.Add(item.Seq);
                }

                // Whatever is left, and whoever is asleep, is looked at again tomorrow; more that is over already, at once.
                if (!(next <= now && old.Count == MaxForgotten)) next = next > now + RetentionStep ? next : now + RetentionStep;
            });
    }

    /// <summary>When the inbox is next looked through for what is old; nothing, while it is empty.</summary>
    private static InboxRecord RetainFrom(CommitBatch<InboxRecord> batch, InboxRecord inbox, DateTimeOffset? due)
    {
        if (inbox.Items.IsEmpty) due = null;
        batch.Add(new(InboxRows.Retention, InboxRows.Retention, due is null ? null : "{}", due));
        return inbox with { OldestDue = due };
    }
}
