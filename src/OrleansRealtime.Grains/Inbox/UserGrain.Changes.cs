using System.Globalization;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Idempotency;

namespace OrleansRealtime.Grains.Inbox;

internal sealed partial class UserGrain
{
    private long _published;

    public async Task Notify(Notification notification)
    {
        await _commits.FenceAsync();
        GrainRow? source = null;
        await _commits.RunAsync(
            batch => Take(batch, notification, source),
            async () =>
            {
                await _groups.LoadAsync();
                await _preferences.LoadAsync();
                source = await rows.FindAsync(_owner, InboxRows.Sources, notification.Source);
            });
    }

    public async Task<MarkOutcome> Mark(InboxMark mark, IdempotencyKey? key)
    {
        try
        {
            await _commits.FenceAsync();
            IdempotentAnswer? stored = null;
            return await _commits.RunAsync(
                batch => Mark(batch, mark, key, stored),
                key is null ? null : async () => stored = await _requests.PrepareAsync(key));
        }
        catch (CommitOverloadException)
        {
            return new(null, Error: ProblemCodes.Overloaded.Code);
        }
        catch (CommitFailedException)
        {
            return new(null, Error: ProblemCodes.OutcomeUnknown.Code);
        }
    }

    public async Task RefuseTokens(DateTimeOffset issuedBefore)
    {
        await _commits.FenceAsync();
        await _commits.RunAsync(batch =>
        {
            var inbox = batch.Record ?? InboxRecord.Empty;
            if (inbox.TokensRefusedBefore >= issuedBefore) return inbox.Version;
            batch.SetEffects(batch.Effects<InboxEffects>() with { TokensRefused = true });
            batch.Set(inbox with { Version = inbox.Version + 1, TokensRefusedBefore = issuedBefore });
            return inbox.Version + 1;
        });
    }

    public async Task Wake()
    {
        await _commits.FenceAsync();
        var now = time.GetUtcNow();
        foreach (var (seq, until) in Committed.Snoozed)
            if (until <= now) await EndSnoozeAsync(seq, now);
        await _requests.SweepAsync(_commits);
        await ForgetSourcesAsync(now);
        await ForgetDecisionsAsync(now);
        await ForgetOldItemsAsync(now);
    }

    private MarkOutcome Mark(CommitBatch<InboxRecord> batch, InboxMark mark, IdempotencyKey? key, IdempotentAnswer? stored)
    {
        var before = batch.Record ?? InboxRecord.Empty;
        if (mark.UpTo > before.LastSeq) return new(null, Error: ProblemCodes.UnknownSeq.Code);
        var (isReplay, refusal) = Keep(batch, before, key, stored);
        if (refusal is not null) return new(null, Error: refusal);
        if (isReplay) return new(before.Badge(), Replayed: true);
        var after = InboxRules.Mark(before, mark);
        if (after == before) return new(before.Badge());
        foreach (var (seq, until) in after.Snoozed.Except(before.Snoozed))
            batch.Add(new(InboxRows.Snoozes, RowJson.Number(seq), "{}", until));
        foreach (var seq in before.Snoozed.Keys.Except(after.Snoozed.Keys)) batch.Add(new(InboxRows.Snoozes, RowJson.Number(seq), null));
        var effects = batch.Effects<InboxEffects>();
        batch.SetEffects(effects with { Marks = effects.Marks.Add(mark) });
        batch.Set(after);
        return new(after.Badge());
    }

    /// <summary>Has a request's key committed with what the request does.</summary>
    /// <returns>Whether it was done before, and nothing is to be done; or the code with which it is refused.</returns>
    private (bool IsReplay, string? Refusal) Keep(
        CommitBatch<InboxRecord> batch, InboxRecord inbox, IdempotencyKey? key, IdempotentAnswer? stored)
    {
        if (key is null) return default;
        if (IdempotencyStore.Find(batch, key, stored) is { } answered)
            return answered.Fingerprint == key.Fingerprint ? (true, null) : (false, ProblemCodes.IdempotencyMismatch.Code);
        if (!_requests.HasRoom(batch)) return (false, ProblemCodes.TooManyKeys.Code);
        _requests.Add(batch, key, new(key.Fingerprint, EntityEffect.Changed, "", inbox.Version, null, time.GetUtcNow()));
        return default;
    }

    private long Take(CommitBatch<InboxRecord> batch, Notification notification, GrainRow? source)
    {
        if (batch.TryGetRow(InboxRows.Sources, notification.Source, out var earlier)) source = earlier;
        var inbox = batch.Record ?? InboxRecord.Empty;
        if (source?.Value is { } taken && long.Parse(taken, CultureInfo.InvariantCulture) >= notification.Number) return inbox.LastSeq;

        var now = time.GetUtcNow();
        batch.Add(new(
            InboxRows.Sources,
            notification.Source,
            notification.Number.ToString(CultureInfo.InvariantCulture),
            now + _limits.SourceLifetime));
        var decision = Decide(batch, notification, now);
        Remember(batch, notification, decision, decision.Inbox ? inbox.LastSeq + 1 : null, now);
        if (!decision.Inbox) return inbox.LastSeq;

        (inbox, var item) = GroupsIn(batch)!.Find(notification) is { } open
            && inbox.IsUnread(open.Seq)
            && GroupingRules.BelongsTo(open, notification, _limits.FoldWindowOf(notification.Kind))
            ? FoldInto(batch, inbox, open, notification)
            : AddTo(batch, inbox, notification);
        item = item with { Quiet = !decision.Live };
        if (inbox.OldestDue is null) inbox = RetainFrom(batch, inbox, now + _limits.MaxAge);
        Keep(batch, item);
        batch.Set(inbox);
        return item.Seq;
    }

    private static (InboxRecord Inbox, InboxItem Item) FoldInto(
        CommitBatch<InboxRecord> batch, InboxRecord inbox, InboxItem open, Notification notification)
    {
        inbox = InboxRules.Renew(inbox, open.Seq);
        Drop(batch, open.Seq);
        return (inbox, GroupingRules.Fold(open, notification, inbox.LastSeq));
    }

    private (InboxRecord Inbox, InboxItem Item) AddTo(CommitBatch<InboxRecord> batch, InboxRecord inbox, Notification notification)
    {
        inbox = InboxRules.Add(inbox, _limits.MaxItems, out var dropped);
        foreach (var seq in dropped.Ascending()) Drop(batch, seq);
        return (inbox, new(
            inbox.LastSeq,
            notification.Id,
            notification.Kind,
            notification.Reason,
            notification.Title,
            notification.Body,
            notification.Link,
            notification.Data,
            notification.Entity,
            notification.Authors,
            Count: 1,
            notification.CreatedAt,
            notification.CreatedAt,
            Seen: false,
            Read: false,
            Archived: false,
            SnoozedUntil: null,
            Replaces: []));
    }

    // What an earlier activation left open: the newest items, as far back as any of them may still take something in.
    private async Task<OpenGroups> ReadGroupsAsync()
    {
        var newest = await rows.ReadAsync(_owner, InboxRows.Items, new(Limit: OpenGroups.Max, Descending: true));
        return newest.Select(RowJson.Read<InboxItem>).Reverse().Aggregate(OpenGroups.Empty, (groups, item) => groups.Put(item));
    }

    /// <summary>The open groups as the operations of this commit so far leave them; <c>null</c> when nothing has needed them yet.</summary>
    private OpenGroups? GroupsIn(CommitBatch<InboxRecord> batch) => batch.Effects<InboxEffects>().Groups ?? _groups.Value;

    private async Task EndSnoozeAsync(long seq, DateTimeOffset now)
    {
        InboxItem? item = null;
        await _commits.RunAsync(
            batch =>
            {
                // Another tab may have been faster.
                if (item is null || batch.Record is not { } inbox || !inbox.Snoozed.TryGetValue(seq, out var until) || until > now) return false;
                inbox = InboxRules.Renew(inbox, seq);
                var back = item with { Seq = inbox.LastSeq, UpdatedAt = now, Replaces = [seq], Quiet = false };
                Drop(batch, seq);
                Keep(batch, back);
                batch.Set(inbox);
                return true;
            },
            async () => item = await FindAsync(seq));
    }

    private void Keep(CommitBatch<InboxRecord> batch, InboxItem item)
    {
        batch.Add(new(InboxRows.Items, RowJson.Number(item.Seq), RowJson.Write(item)));
        var effects = batch.Effects<InboxEffects>();
        batch.SetEffects(effects with { Items = effects.Items.Add(item), Groups = GroupsIn(batch)?.Put(item) });
    }

    private static void Drop(CommitBatch<InboxRecord> batch, long seq)
    {
        batch.Add(new(InboxRows.Items, RowJson.Number(seq), null));
        batch.Add(new(InboxRows.Snoozes, RowJson.Number(seq), null));
    }

    private void OnCommitted(CommitBatch<InboxRecord> batch)
    {
        var effects = batch.Effects<InboxEffects>();
        if (effects.Groups is { } groups) _groups.Value = groups;
        _requests.Committed(batch);
        // A key alone may have been committed, of a mark that changed nothing.
        if (batch.Record is not { } inbox || inbox.Version == _published) return;
        // Items may have been marked in the very commit that brought them.
        _ = PublishAsync(new(
            _published,
            inbox.Badge(),
            [.. effects.Items.Where(item => inbox.Items.Contains(item.Seq)).Select(item => InboxRules.WithMarks(inbox, item))],
            [.. effects.Marks],
            effects.TokensRefused ? inbox.TokensRefusedBefore : null,
            TakePreferences(batch)));
        _published = inbox.Version;
    }

    private async Task PublishAsync(UserEvent news)
    {
        try
        {
            await _news.OnNextAsync(news);
        }
        catch (Exception error)
        {
            LogPublishFailed(error, _key);
        }
    }
}
