using System.Collections.Immutable;
using OrleansRealtime.Contracts.Presence;

namespace OrleansRealtime.Contracts.Entities;

/// <summary>What travels on an entity's stream: the report of something committed. It may come late, twice, out of order or not at all.</summary>
[GenerateSerializer, Immutable, Alias("entity-news")]
public abstract record EntityEvent;

/// <summary>Consecutive changes in one epoch.</summary>
[GenerateSerializer, Immutable, Alias("entity-changed")]
public sealed record EntityChanged(string Epoch, ImmutableArray<EntityChange> Changes) : EntityEvent;

/// <summary>A new life began. Epochs do not compare, so a viewer asks the grain which life is the present one.</summary>
[GenerateSerializer, Immutable, Alias("entity-created")]
public sealed record EntityCreated(Position Position) : EntityEvent;

/// <summary>The entity was deleted; the position is the tombstone's.</summary>
[GenerateSerializer, Immutable, Alias("entity-deleted")]
public sealed record EntityDeleted(Position Position) : EntityEvent;

/// <summary>What was cached of this user's access to the entity no longer holds.</summary>
[GenerateSerializer, Immutable, Alias("entity-access-forgotten")]
public sealed record EntityAccessForgotten(string User) : EntityEvent;

/// <summary>Who views the entity now; says nothing of its position.</summary>
[GenerateSerializer, Immutable, Alias("entity-presence")]
public sealed record EntityPresence(PresenceView View) : EntityEvent;
