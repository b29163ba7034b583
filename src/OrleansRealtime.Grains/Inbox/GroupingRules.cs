using System.Collections.Immutable;
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

    /// <summary>How many characters of bodies, links and data a group of what servers sent holds. An item is one frame, with room to spare.</summary>
    private const int MaxSentLength = 16 * 1024;

    /// <summary>Whether the notification belongs to this item, as long as nobody has read it.</summary>
    /// <param name="window">From the first of them on; zero: nothing is grouped. Whichever clock went back, the distance counts.</param>
    public static bool BelongsTo(InboxItem open, Notification next, TimeSpan window) =>
        next.Entity is not null
        && open.Entity == next.Entity
        && open.Kind == next.Kind
        && open.Life == next.Life
        && HasRoomFor(open, next)
        && (next.CreatedAt - open.CreatedAt).Duration() < window;

    /// <summary>The item that stands for all of them, under a number of its own.</summary>
    public static InboxItem Group(InboxItem open, Notification next, long seq) => open with
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
        Replaces = ReplacesAfter(open),
        Changes = [.. ChangesOf(next).Concat(open.Changes ?? [Of(open)]).Take(MaxChanges)],
    };

    /// <summary>What an item replaces that takes the place of another: all that the other did, and the other. A tab may have got none of those between,
    /// and by these numbers what came is found again.</summary>
    public static ImmutableArray<long> ReplacesAfter(InboxItem item) => [.. item.Replaces.Append(item.Seq).TakeLast(MaxReplaced)];

    /// <summary>The item without one of the several notifications that it stands for; <c>null</c> when nothing is left of it. Of a notification that told of
    /// several changes at once, and was grouped with others, only the one that it is named by goes.</summary>
    public static InboxItem? Without(InboxItem item, string notification)
    {
        if (item.Changes is not { } changes) return null;
        var left = changes.RemoveAll(change => change.Id == notification);
        if (left.IsEmpty) return null;
        var count = Math.Max(left.Length, item.Count - 1);
        var (newest, isLatest) = (left[0], item.Id == notification);
        return (isLatest ? item with { Id = newest.Id, Title = newest.Title, Body = newest.Body, Link = newest.Link, Data = newest.Data } : item) with
        {
            Authors = [.. left.SelectMany(change => change.Authors).Distinct().Take(MaxAuthors)],
            Count = count,
            Changes = count == 1 ? null : left,
        };
    }

    /// <summary>What a notification stands for, as an item shows it.</summary>
    public static IEnumerable<InboxChange> ChangesOf(Notification next) =>
        next.Changes is { } changes ? changes.Select(change => change with { Body = Shorten(change.Body) }) : [Of(next)];

    /// <summary>What servers send is shown one by one, with all that it carries, so a group ends before anything would be lost.</summary>
    private static bool HasRoomFor(InboxItem open, Notification next)
    {
        if (open.Life is not null) return true;
        var changes = open.Changes ?? [Of(open)];
        return changes.Length < MaxChanges && changes.Sum(LengthOf) + LengthOf(Of(next)) <= MaxSentLength;
    }

    private static int LengthOf(InboxChange change) => (change.Body?.Length ?? 0) + (change.Link?.Length ?? 0) + (change.Data?.Length ?? 0);

    private static InboxChange Of(InboxItem item) => new(item.Id, item.Title, item.Life is null ? item.Body : Shorten(item.Body), item.Authors, item.CreatedAt, item.Link, item.Data);

    private static InboxChange Of(Notification next) => new(next.Id, next.Title, next.Life is null ? next.Body : Shorten(next.Body), next.Authors, next.CreatedAt, next.Link, next.Data);

    private static string? Shorten(string? body) => body is null ? null : Texts.Shorten(body, MaxBodyLength);
}
