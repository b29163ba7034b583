using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;

namespace OrleansRealtime.Gateway.Frames;

/// <summary>An item of the inbox: in REST's pages and as the <c>notification</c> frame.</summary>
public sealed record InboxItemBody(
    long Seq,
    string Id,
    string Kind,
    string Reason,
    string Title,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Body,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Link,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Data,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EntityRef? Entity,
    IReadOnlyList<string> Authors,
    int Count,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    bool Seen,
    bool Read,
    bool Archived,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? SnoozedUntil,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<long>? Replaces,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<InboxChangeBody>? Changes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Deleted)
{
    public static InboxItemBody Of(InboxItem item) => new(
        item.Seq,
        item.Id,
        item.Kind,
        item.Reason,
        item.Title,
        item.Body,
        item.Link,
        item.Data is { } data ? JsonSerializer.Deserialize<JsonElement>(data) : null,
        item.Entity,
        item.Authors,
        item.Count,
        item.CreatedAt,
        item.UpdatedAt,
        item.Seen,
        item.Read,
        item.Archived,
        item.SnoozedUntil,
        item.Replaces.IsDefaultOrEmpty ? null : item.Replaces,
        item.Changes is { } changes ? [.. changes.Select(InboxChangeBody.Of)] : null,
        item.Deleted ? true : null);
}

/// <summary>One of the notifications that a grouped item stands for.</summary>
public sealed record InboxChangeBody(
    string Id,
    string Title,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Body,
    IReadOnlyList<string> Authors,
    DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Link,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Data)
{
    public static InboxChangeBody Of(InboxChange change) => new(
        change.Id,
        change.Title,
        change.Body,
        change.Authors,
        change.At,
        change.Link,
        change.Data is { } data ? JsonSerializer.Deserialize<JsonElement>(data) : null);
}

/// <summary>A page of the inbox; <c>next</c> is the cursor of the next page in the same direction, null at the end.</summary>
public sealed record InboxPageBody(IReadOnlyList<InboxItemBody> Items, long? Next, Badge Badge)
{
    public static InboxPageBody Of(InboxPage page) => new([.. page.Items.Select(InboxItemBody.Of)], page.Next, page.Badge);
}

/// <summary>The <c>marked</c> frame: what another tab did.</summary>
public sealed record MarkedBody(
    MarkAs As,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<long>? Seqs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? UpTo,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Until,
    long Version);
