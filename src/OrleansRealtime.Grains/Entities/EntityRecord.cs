using OrleansRealtime.Entities;

namespace OrleansRealtime.Grains.Entities;

/// <summary>What storage keeps of an entity's head; its comments, followers, keys and outbox are rows beside it.</summary>
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
    public Position Position() => new(Epoch, Version);

    public EntitySnapshot ToSnapshot(EntityKey key) =>
        new(key, Position(), Fields, Comments, Followers, CreatedAt, UpdatedAt, UpdatedBy);

    public EntityReading ToReading(EntityKey key) => Deleted ? new(null, Position()) : new(ToSnapshot(key), null);
}
