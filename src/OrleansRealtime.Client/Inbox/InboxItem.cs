using System.Text.Json;

namespace OrleansRealtime.Client.Inbox;

/// <summary>Something that a user was told.</summary>
/// <param name="Seq">Counts up per user, and is never used twice.</param>
/// <param name="Reason"><c>mentioned</c>, <c>assigned</c>, <c>recipient</c> or <c>following</c>.</param>
/// <param name="Authors">The latest first, at most 10.</param>
/// <param name="Count">How many changes, comments or notifications it stands for.</param>
/// <param name="Replaces">The numbers of the items whose place it took.</param>
/// <param name="Changes">What it stands for, the latest first, at most 20.</param>
/// <param name="Deleted">Whether the entity that it is about is gone.</param>
public sealed record InboxItem(
    long Seq,
    string Id,
    string Kind,
    string Reason,
    string Title,
    IReadOnlyList<string> Authors,
    long Count,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    bool Seen,
    bool Read,
    bool Archived,
    string? Body = null,
    string? Link = null,
    JsonElement? Data = null,
    EntityRef? Entity = null,
    DateTimeOffset? SnoozedUntil = null,
    IReadOnlyList<long>? Replaces = null,
    IReadOnlyList<InboxChange>? Changes = null,
    bool Deleted = false);
