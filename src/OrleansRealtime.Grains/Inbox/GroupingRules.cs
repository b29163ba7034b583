using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>How several notifications of one kind about one entity become one item. Pure.</summary>
internal static class GroupingRules
{
    private const int MaxAuthors = 10;
    private const int MaxChanges = 20;
    private const int MaxReplaced = 100;
    private const int MaxBodyLength = 100;

    /// <summary>Whether the notification belongs to this item, as long as nobody has read it.</summary>
    /// <param name="window">From the first of them on; zero: nothing folds. Whichever clock went back, the distance counts.</param>
    public static bool BelongsTo(InboxItem open, Notification next, TimeSpan window) =>
        next.Entity is not null && open.Entity == next.Entity && open.Kind == next.Kind && (next.CreatedAt - open.CreatedAt).Duration() < window;

    /// <summary>The item that stands for all of them, under a number of its own.</summary>
    public static InboxItem Fold(InboxItem open, Notification next, long seq) => open with
    {
        Seq = seq,
        Id = next.Id,
        Reason = NotificationReasons.Stronger(next.Reason, open.Reason),
        Title = next.Title,
        Body = next.Body,
        Link = next.Link,
        Data = next.Data,
        Authors = [.. next.Authors.Union(open.Authors).Take(MaxAuthors)],
        Count = open.Count + next.Count,
        // A delivery that was held up may bring an earlier one after a later one.
        CreatedAt = next.CreatedAt < open.CreatedAt ? next.CreatedAt : open.CreatedAt,
        UpdatedAt = next.CreatedAt > open.UpdatedAt ? next.CreatedAt : open.UpdatedAt,
        // All of them, not only the last: a tab may have got none of those between.
        Replaces = [.. open.Replaces.Append(open.Seq).TakeLast(MaxReplaced)],
        Changes = [.. ChangesOf(next).Concat(open.Changes ?? [Of(open)]).Take(MaxChanges)],
    };

    /// <summary>What a notification stands for, as an item shows it.</summary>
    public static IEnumerable<InboxChange> ChangesOf(Notification next) =>
        next.Changes is { } changes ? changes.Select(change => change with { Body = Shorten(change.Body) }) : [Of(next)];

    private static InboxChange Of(InboxItem item) => new(item.Id, item.Title, Shorten(item.Body), item.Authors, item.CreatedAt);

    private static InboxChange Of(Notification next) => new(next.Id, next.Title, Shorten(next.Body), next.Authors, next.CreatedAt);

    private static string? Shorten(string? body) => body is null ? null : Texts.Shorten(body, MaxBodyLength);
}
