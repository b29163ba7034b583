using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Preferences;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>What a notification does to an inbox: each counts once, and becomes an item, or part of one, unless the user's preferences say
/// otherwise.</summary>
internal sealed class Arrivals(
    NotificationSources sources,
    PreferenceStore preferences,
    Decisions decisions,
    Grouping grouping,
    ItemsOfEntities entities,
    InboxLimits limits,
    TimeProvider time)
{
    /// <summary>Reads what <see cref="Apply"/> needs; the preparation of its operation.</summary>
    public async Task<Preparation> PrepareAsync(InboxRecord inbox, Notification notification)
    {
        await grouping.LoadAsync();
        await preferences.LoadAsync();
        var (concerned, isDenied) = await entities.PrepareAsync(inbox, notification);
        return new(await sources.FindAsync(notification.Source), concerned, isDenied);
    }

    /// <returns>Whether the notification reached the inbox.</returns>
    public bool Apply(CommitBatch<InboxRecord> batch, Notification notification, Preparation prepared)
    {
        var now = time.GetUtcNow();
        if (!sources.TryAdd(batch, notification, prepared.Source, now)) return false;
        if (prepared.IsDenied) notification = notification with { Withheld = DecisionRules.NoAccess };
        entities.Apply(batch, notification, prepared.Concerned);
        var inbox = batch.Record ?? InboxRecord.Empty;
        var decision = decisions.Decide(batch, notification, inbox.LastSeq + 1);
        if (!decision.Inbox) return false;

        (inbox, var item) = FindOpen(batch, inbox, notification) is { } open
            ? GroupInto(batch, inbox, open, notification)
            : AddNew(batch, inbox, notification);
        item = item with { Quiet = !decision.Live };
        if (inbox.OldestDue is null) inbox = Retention.SetDue(batch, inbox, now + limits.MaxAge);
        InboxItems.Add(batch, item);
        grouping.Put(batch, item);
        batch.Set(inbox);
        return true;
    }

    private InboxItem? FindOpen(CommitBatch<InboxRecord> batch, InboxRecord inbox, Notification notification) =>
        grouping.In(batch)!.Find(notification) is { } open
            && inbox.IsUnread(open.Seq)
            && GroupingRules.BelongsTo(open, notification, limits.FoldWindowOf(notification.Kind))
            ? open
            : null;

    private static (InboxRecord Inbox, InboxItem Item) GroupInto(
        CommitBatch<InboxRecord> batch, InboxRecord inbox, InboxItem open, Notification notification)
    {
        inbox = InboxRules.Renew(inbox, open.Seq);
        InboxItems.Remove(batch, open.Seq);
        return (inbox, GroupingRules.Group(open, notification, inbox.LastSeq));
    }

    private (InboxRecord Inbox, InboxItem Item) AddNew(CommitBatch<InboxRecord> batch, InboxRecord inbox, Notification notification)
    {
        inbox = InboxRules.Add(inbox, limits.MaxItems, out var dropped);
        foreach (var seq in dropped.Ascending()) InboxItems.Remove(batch, seq);
        InboxItems.TellRemoved(batch, dropped.Ascending());
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
            notification.Count,
            notification.CreatedAt,
            notification.CreatedAt,
            Seen: false,
            Read: false,
            Archived: false,
            SnoozedUntil: null,
            Replaces: [],
            notification.Changes is null ? null : [.. GroupingRules.ChangesOf(notification)],
            Life: notification.Life));
    }

    /// <param name="Source">What is committed of the notification's source.</param>
    /// <param name="Concerned">Which older items it says something of.</param>
    /// <param name="IsDenied">Whether the user may not see its entity any more, whatever the notification says.</param>
    public readonly record struct Preparation(GrainRow? Source, SeqSet Concerned, bool IsDenied);
}
