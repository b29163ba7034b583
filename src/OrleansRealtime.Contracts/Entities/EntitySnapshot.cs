namespace OrleansRealtime.Contracts.Entities;

/// <summary>An entity as committed at one position.</summary>
/// <param name="Comments">How many comments it has.</param>
/// <param name="Followers">How many users follow it; outside the position, as following is nobody's edit.</param>
/// <param name="UpdatedBy">The user who made the last change; <c>null</c> when a server did, for nobody.</param>
[GenerateSerializer, Immutable, Alias("entity-snapshot")]
public sealed record EntitySnapshot(
    EntityKey Key,
    Position Position,
    JsonFields Fields,
    long Comments,
    long Followers,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? UpdatedBy);

/// <summary>What an entity's grain knows of it: a snapshot; or where it was deleted; or, with neither, that it is not there.</summary>
[GenerateSerializer, Immutable, Alias("entity-reading")]
public sealed record EntityReading(EntitySnapshot? Snapshot, Position? DeletedAt)
{
    public static readonly EntityReading NotThere = new(null, null);

    /// <summary>The committed position, of the living or of the tombstone.</summary>
    public Position? Position => Snapshot?.Position ?? DeletedAt;
}
