using System.Collections.Immutable;

namespace OrleansRealtime.Contracts.Inbox;

/// <summary>One item of a user's inbox, as on the wire.</summary>
/// <param name="Seq">Counts up per user, from 1; never used twice.</param>
/// <param name="Id">The notification's id, the same for all its recipients.</param>
/// <param name="Kind"><c>changed</c>, <c>commented</c>, <c>mentioned</c>, <c>assigned</c> or a caller's word.</param>
/// <param name="Reason">Why this user was told: the strongest of several.</param>
/// <param name="Data">The caller's own JSON object, as text; at most 4 KiB.</param>
/// <param name="Authors">Who caused it, the latest first.</param>
/// <param name="Count">How many notifications the item stands for.</param>
/// <param name="Replaces">The items that this one took the place of, at most the last 100.</param>
/// <param name="Changes">The notifications that a group stands for, the latest first, at most 20; <c>null</c>: it stands for itself.</param>
/// <param name="Quiet">It came without a word: no <c>notification</c> frame tells of it. Not on the wire.</param>
/// <param name="Life">Which life of the entity it is about; <c>null</c> when a server sent it. Not on the wire.</param>
/// <param name="Deleted">That life is over.</param>
[GenerateSerializer, Immutable, Alias("inbox-item")]
public sealed record InboxItem(
    long Seq,
    string Id,
    string Kind,
    string Reason,
    string Title,
    string? Body,
    string? Link,
    string? Data,
    EntityRef? Entity,
    ImmutableArray<string> Authors,
    int Count,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    bool Seen,
    bool Read,
    bool Archived,
    DateTimeOffset? SnoozedUntil,
    ImmutableArray<long> Replaces,
    ImmutableArray<InboxChange>? Changes = null,
    bool Quiet = false,
    string? Life = null,
    bool Deleted = false);

/// <summary>One of the notifications that a group stands for.</summary>
/// <param name="Body">Whole of what a server sent; of others at most 100 characters.</param>
/// <param name="Data">The caller's own JSON object, as text.</param>
[GenerateSerializer, Immutable, Alias("inbox-change")]
public sealed record InboxChange(
    string Id, string Title, string? Body, ImmutableArray<string> Authors, DateTimeOffset At, string? Link = null, string? Data = null);

/// <summary>Which part of the inbox. <c>After</c> reads forward, oldest first; <c>Before</c> backward, newest first; neither: from the newest.</summary>
/// <param name="Limit">1 to 100.</param>
/// <param name="Kind">Only items of this kind.</param>
/// <param name="Entity">Only items about this entity.</param>
[GenerateSerializer, Immutable, Alias("inbox-query")]
public sealed record InboxQuery(long? Before, long? After, int Limit, InboxFilter Filter, string? Kind = null, EntityRef? Entity = null);

public enum InboxFilter
{
    /// <summary>All but the archived and the snoozed.</summary>
    Active,
    Unread,
    Archived,
    Snoozed,
    All,
}

/// <param name="Items">May be fewer than asked for although more follow: when few of those that were looked at are of the kind or entity, or when they are large.</param>
/// <param name="Next">The cursor of the next page in the same direction; <c>null</c> at the end.</param>
[GenerateSerializer, Immutable, Alias("inbox-page")]
public sealed record InboxPage(ImmutableArray<InboxItem> Items, long? Next, Badge Badge);
