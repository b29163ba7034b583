using System.Text.Json.Serialization;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Gateway.Frames;

/// <summary>An entity's state: the answer of REST and the <c>state</c> frame.</summary>
/// <param name="Reset">Only in frames, and only when it replaces something that the client had.</param>
public sealed record StateBody(
    string Type,
    string Id,
    string Position,
    JsonFields Fields,
    long Comments,
    long Followers,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? UpdatedBy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Reset = false)
{
    public static StateBody Of(EntitySnapshot entity, bool reset = false) => new(
        entity.Key.Type,
        entity.Key.Id,
        entity.Position.ToString(),
        entity.Fields,
        entity.Comments,
        entity.Followers,
        entity.CreatedAt,
        entity.UpdatedAt,
        entity.UpdatedBy,
        reset);
}

/// <summary>The <c>changed</c> frame: one change, or several coalesced by last writer per field.</summary>
public sealed record ChangedBody(
    string Type,
    string Id,
    string From,
    string To,
    JsonFields Fields,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Comments,
    DateTimeOffset UpdatedAt,
    string? UpdatedBy)
{
    /// <param name="change">The change, or one that several became; leads to its version from <paramref name="from"/>.</param>
    public static ChangedBody Of(EntityKey key, string epoch, long from, EntityChange change) => new(
        key.Type,
        key.Id,
        new Position(epoch, from).ToString(),
        new Position(epoch, change.Version).ToString(),
        change.Fields,
        change.Comments,
        change.UpdatedAt,
        change.UpdatedBy);
}

/// <summary>One change in the answer to <c>changes?since=</c>.</summary>
public sealed record ChangeBody(
    string From,
    string To,
    JsonFields Fields,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Comments,
    DateTimeOffset UpdatedAt,
    string? UpdatedBy)
{
    public static ChangeBody Of(string epoch, EntityChange change) => new(
        new Position(epoch, change.From).ToString(),
        new Position(epoch, change.Version).ToString(),
        change.Fields,
        change.Comments,
        change.UpdatedAt,
        change.UpdatedBy);
}

/// <summary>The answer to <c>changes?since=</c>.</summary>
public sealed record ChangesBody(string From, string To, IReadOnlyList<ChangeBody> Changes);

/// <summary>The <c>deleted</c> frame; the position is the tombstone's.</summary>
public sealed record DeletedBody(string Type, string Id, string Position);

/// <summary>The <c>denied</c> frame: no more frames of this entity follow.</summary>
public sealed record DeniedBody(string Type, string Id, string Code);

/// <summary>The <c>goodbye</c> frame; <c>reconnectAfterMs</c> null = do not come back.</summary>
public sealed record GoodbyeBody(string Code, string Reason, int? ReconnectAfterMs);
