using System.Collections.Immutable;
using OrleansRealtime.Contracts.Calls;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Contracts.Entities;

/// <summary>What a mutation did.</summary>
public enum EntityEffect
{
    /// <summary>It was refused; nothing changed.</summary>
    None,
    Created,
    Changed,
    /// <summary>It was accepted and there was nothing to change.</summary>
    Unchanged,
    Deleted,
}

/// <summary>The answer to an <see cref="EntityCommand"/>. It exists only once what it reports is durable.</summary>
/// <param name="Error">A word of <see cref="ProblemCodes"/> when refused, else <c>null</c>.</param>
/// <param name="Position">After the mutation; when refused, the current one as far as there is one.</param>
/// <param name="Snapshot">The state right after the mutation; absent in a replay and after a deletion.</param>
/// <param name="Comment">The new comment.</param>
/// <param name="Replayed">The answer is that of an earlier request under the same key.</param>
/// <param name="ChangedFields">With <c>position_conflict</c>: the fields changed since the caller's position, as far as the log reaches.</param>
/// <param name="Field">With an error about a field: which one.</param>
[GenerateSerializer, Immutable, Alias("entity-outcome")]
public sealed record EntityOutcome(
    EntityEffect Effect,
    string? Error = null,
    Position? Position = null,
    EntitySnapshot? Snapshot = null,
    EntityComment? Comment = null,
    bool Replayed = false,
    ImmutableArray<string>? ChangedFields = null,
    string? Field = null) : IRefusable
{
    public static EntityOutcome Refused(ProblemCode error, Position? position = null, string? field = null) =>
        new(EntityEffect.None, error.Code, position, Field: field);
}
