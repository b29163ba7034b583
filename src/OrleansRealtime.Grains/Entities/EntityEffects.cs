using System.Collections.Immutable;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Grains.Entities;

/// <summary>What a commit of an entity has its viewers told.</summary>
internal sealed record EntityEffects
{
    /// <summary>The creation or deletion that came last.</summary>
    public EntityEvent? LifeEvent { get; init; }

    /// <summary>The versions after that, in order.</summary>
    public ImmutableList<EntityChange> Changes { get; init; } = [];
}
