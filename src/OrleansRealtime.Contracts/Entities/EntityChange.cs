using System.Collections.Immutable;

namespace OrleansRealtime.Contracts.Entities;

/// <summary>One committed mutation: it led from <c>Version − 1</c> to <c>Version</c>.</summary>
/// <param name="Fields">Each top-level field that changed, with its whole new value; <see cref="JsonFields.Removed"/> when it went.</param>
/// <param name="Comments">The new number of comments, when that changed.</param>
[GenerateSerializer, Immutable, Alias("entity-change")]
public sealed record EntityChange(long Version, JsonFields Fields, long? Comments, DateTimeOffset UpdatedAt, string? UpdatedBy)
{
    public long From => Version - 1;
}

/// <summary>What somebody at a position misses: the changes since, when the log covers them, else the reading to start over from.</summary>
/// <param name="Changes">Consecutive, ending at the committed position; empty when nothing is missing; <c>null</c> when the log does not
/// reach back, the entity is gone or its epoch is another.</param>
/// <param name="Reading">Set exactly when <paramref name="Changes"/> is not.</param>
[GenerateSerializer, Immutable, Alias("entity-catch-up")]
public sealed record EntityCatchUp(ImmutableArray<EntityChange>? Changes, EntityReading? Reading);
