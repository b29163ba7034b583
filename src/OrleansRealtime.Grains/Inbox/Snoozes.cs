using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Preferences;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>The items that are away until a time: a row each beside the record, by which the sweep wakes the user when it has come. What comes
/// back comes as the preferences of that moment say, and only where the user may still see what it is about.</summary>
internal sealed class Snoozes(
    InboxItems items, Grouping grouping, PreferenceStore preferences, Decisions decisions, ItemsOfEntities entities)
{
    /// <summary>How many end in one commit.</summary>
    private const int MaxAtOnce = 500;

    /// <summary>How many commits one waking makes; whatever is left is due for the next.</summary>
    private const int MaxCommits = 10;

    /// <summary>How many that come back together are told one by one; more are one word, and the list.</summary>
    private const int MaxTold = 10;

    private const int AskedAtOnce = 8;

    /// <summary>Commits a mark: the record, the rows of what it snoozes or wakes, and the word to other tabs.</summary>
    /// <param name="after">What the mark made of the record.</param>
    public static void Mark(CommitBatch<InboxRecord> batch, InboxMark mark, InboxRecord after)
    {
        var before = batch.Record ?? InboxRecord.Empty;
        var effects = batch.Effects<InboxEffects>();
        batch.SetEffects(effects with { Marks = effects.Marks.Add(mark) });
        batch.Set(after);
        foreach (var (seq, until) in after.Snoozed.Except(before.Snoozed))
            batch.Add(new(InboxRows.Snoozes, RowJson.Number(seq), "{}", until));
        foreach (var seq in before.Snoozed.Keys.Except(after.Snoozed.Keys)) batch.Add(new(InboxRows.Snoozes, RowJson.Number(seq), null));
    }

    /// <summary>Has those items come back whose time has come.</summary>
    public async Task EndAsync(GroupCommit<InboxRecord> commits, DateTimeOffset now)
    {
        // Those whose access nobody could tell stay due.
        var tried = new HashSet<long>();
        for (var made = 0; made < MaxCommits; made++)
        {
            var snoozed = (commits.Committed ?? InboxRecord.Empty).Snoozed;
            var due = snoozed.Where(entry => entry.Value <= now && !tried.Contains(entry.Key)).Select(entry => entry.Key).Take(MaxAtOnce).ToArray();
            if (due.Length == 0) return;
            var changes = entities.Changes.Count;
            var (ending, mayRead) = await PrepareAsync(due);
            await commits.RunAsync(batch => changes == entities.Changes.Count ? End(batch, ending, mayRead, now) : 0, async () =>
            {
                await preferences.LoadAsync();
                // Again, now that nothing is committed meanwhile: one of a group may have been taken back since.
                ending = await ReadAsync(due);
            });
            // Otherwise they are asked about once more.
            if (changes == entities.Changes.Count) tried.UnionWith(due);
        }
    }

    /// <summary>Ends the snoozes of items.</summary>
    /// <param name="ending">As committed. One that is marked or gone meanwhile is passed over.</param>
    /// <param name="mayRead">Whether the user may see what they are about.</param>
    /// <returns>How many came back, as new ones or where they were.</returns>
    public int End(CommitBatch<InboxRecord> batch, IReadOnlyList<InboxItem> ending, IReadOnlyDictionary<EntityRef, bool?> mayRead, DateTimeOffset now)
    {
        var (unseen, muted, back) = (new List<long>(), new List<long>(), new List<(InboxItem Item, bool IsLive)>());
        foreach (var committed in ending)
        {
            var item = InboxItems.In(batch, committed.Seq) ?? committed;
            if (batch.Record is not { } inbox || !inbox.Snoozed.TryGetValue(item.Seq, out var until) || until > now) continue;
            var isVisible = item.Entity is null ? true : mayRead[item.Entity];
            var decision = decisions.Preview(new(item.Kind, item.Reason, item.Entity), preferences.In(batch));
            if (isVisible is null) continue;
            if (isVisible == false) unseen.Add(item.Seq);
            else if (!decision.Inbox) muted.Add(item.Seq);
            else back.Add((item, decision.Live));
        }

        EndUnseen(batch, SeqSet.Of(unseen), now);
        EndInPlace(batch, muted, now);
        var isTold = back.Count <= MaxTold;
        foreach (var (item, isLive) in back) Renew(batch, item, now, isQuiet: !isTold || !isLive);
        if (!isTold) InboxItems.TellReset(batch);
        return muted.Count + back.Count;
    }

    private async Task<(IReadOnlyList<InboxItem> Ending, IReadOnlyDictionary<EntityRef, bool?> MayRead)> PrepareAsync(long[] due)
    {
        var ending = await ReadAsync(due);
        var mayRead = new Dictionary<EntityRef, bool?>();
        foreach (var some in ending.Select(item => item.Entity).OfType<EntityRef>().Distinct().Chunk(AskedAtOnce))
        {
            var answers = await Task.WhenAll(some.Select(entities.MayReadAsync));
            for (var i = 0; i < some.Length; i++) mayRead[some[i]] = answers[i];
        }

        return (ending, mayRead);
    }

    private async Task<IReadOnlyList<InboxItem>> ReadAsync(long[] seqs) =>
        await items.EachAsync(seqs).Select(one => one.Item).ToListAsync();

    private static void EndUnseen(CommitBatch<InboxRecord> batch, SeqSet seqs, DateTimeOffset now)
    {
        if (seqs.IsEmpty) return;
        foreach (var seq in seqs.Ascending()) batch.Add(new(InboxRows.Snoozes, RowJson.Number(seq), null));
        InboxItems.TellRemoved(batch, seqs.Ascending());
        AccessDue.SetHidden(batch, InboxRules.EndUnseen(batch.Record!, seqs), now);
    }

    // What the user wants nothing of is back where it was and as it was, as if a mark had brought it. Tabs do nothing with a
    // mark of an item that was hidden from them; they are told to read anew.
    private static void EndInPlace(CommitBatch<InboxRecord> batch, List<long> seqs, DateTimeOffset now)
    {
        if (seqs.Count == 0) return;
        var (before, ended) = (batch.Record!, SeqSet.Of(seqs));
        var after = InboxRules.EndInPlace(before, ended);
        Mark(batch, new(MarkAs.Active, [.. seqs], null, null), after with { Hidden = before.Hidden });
        if (after.Hidden.Equals(before.Hidden)) return;
        InboxItems.TellReset(batch);
        AccessDue.SetHidden(batch, after, now);
    }

    /// <summary>Has an item come back under a new number, as one that was never seen.</summary>
    private void Renew(CommitBatch<InboxRecord> batch, InboxItem item, DateTimeOffset now, bool isQuiet)
    {
        var inbox = InboxRules.Renew(batch.Record!, item.Seq);
        var back = item with { Seq = inbox.LastSeq, UpdatedAt = now, Replaces = GroupingRules.ReplacesAfter(item), Quiet = isQuiet };
        InboxItems.Remove(batch, item.Seq);
        InboxItems.Add(batch, back);
        grouping.Put(batch, back);
        batch.Set(inbox);
    }
}
