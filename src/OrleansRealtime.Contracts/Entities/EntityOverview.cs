using System.Collections.Immutable;

namespace OrleansRealtime.Contracts.Entities;

/// <summary>An entity for those who look after it.</summary>
/// <param name="Changes">The last changes that are in memory, the newest first: none after a restart.</param>
/// <param name="Owed">How many notifications have not reached everybody whom they are for.</param>
/// <param name="OwedSince">When what the first of them tells of happened; <c>null</c> = none is owed.</param>
[GenerateSerializer, Immutable, Alias("entity-overview")]
public sealed record EntityOverview(EntityReading Reading, ImmutableArray<EntityChange> Changes, long Owed, DateTimeOffset? OwedSince);
