using System.Text.Json.Serialization;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Storage.Lineage;

namespace OrleansRealtime.Grains.Entities;

/// <summary>What storage keeps of an entity's head; its comments, followers, keys and outbox are rows beside it.</summary>
/// <param name="Epoch">Names this life among the entity's own; its rows lie under it.</param>
/// <param name="FieldBytes">The size of the fields as JSON, in bytes.</param>
/// <param name="Deleted">A tombstone: the position counts, the rest is gone.</param>
/// <param name="Outbox">The number of the newest outbox entry; counts on through deletion and new lives.</param>
internal sealed record EntityRecord(
    string Epoch,
    long Version,
    JsonFields Fields,
    long FieldBytes,
    long Comments,
    long Followers,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? UpdatedBy,
    bool Deleted,
    long Outbox)
{
    /// <summary>What the grain was told by <see cref="IDatabaseLineage"/>: part of the epoch that viewers know, so that positions from before the
    /// database was put back from a copy are of another one.</summary>
    [JsonIgnore]
    public string Lineage { get; init; } = "";

    public Position Position() => new(Epoch + Lineage, Version);

    public EntitySnapshot ToSnapshot(EntityKey key) =>
        new(key, Position(), Fields, Comments, Followers, CreatedAt, UpdatedAt, UpdatedBy);

    public EntityReading ToReading(EntityKey key) => Deleted ? new(null, Position()) : new(ToSnapshot(key), null);
}
