using System.Collections.Immutable;
using OrleansRealtime.Contracts.Idempotency;

namespace OrleansRealtime.Contracts.Entities;

/// <summary>What a caller wants done to an entity. Names and JSON were checked at the edge; bounds that depend on the state are the
/// grain's.</summary>
[GenerateSerializer, Immutable, Alias("entity-mutation")]
public abstract record EntityMutation;

/// <summary>Creates the entity, or replaces all its fields.</summary>
[GenerateSerializer, Immutable, Alias("put-fields")]
public sealed record PutFields(JsonFields Fields) : EntityMutation;

/// <summary>A JSON merge patch (RFC 7396); <see cref="JsonFields.Removed"/> removes a field.</summary>
[GenerateSerializer, Immutable, Alias("patch-fields")]
public sealed record PatchFields(JsonFields Patch) : EntityMutation;

/// <summary>Deletes the entity and leaves a tombstone.</summary>
[GenerateSerializer, Immutable, Alias("delete-entity")]
public sealed record DeleteEntity : EntityMutation;

/// <summary>Adds a comment: one version.</summary>
[GenerateSerializer, Immutable, Alias("add-comment")]
public sealed record AddComment(string Text, ImmutableArray<string> Mentions) : EntityMutation;

/// <summary>Lets users follow the entity, or no longer. Outside position and log.</summary>
/// <param name="Users">At most <see cref="MaxUsers"/>.</param>
[GenerateSerializer, Immutable, Alias("set-followers")]
public sealed record SetFollowers(ImmutableArray<string> Users, bool Follows) : EntityMutation
{
    /// <summary>The most users of one mutation. 100: a row each, in one commit.</summary>
    public const int MaxUsers = 100;

    public SetFollowers(string user, bool follows) : this([user], follows)
    {
    }
}

/// <summary>What must hold for a mutation to be applied.</summary>
/// <param name="MustExist"><c>If-Match: *</c>.</param>
/// <param name="MustNotExist"><c>If-None-Match: *</c>.</param>
/// <param name="At"><c>If-Match: "epoch:version"</c>.</param>
[GenerateSerializer, Immutable, Alias("precondition")]
public sealed record Precondition(bool MustExist = false, bool MustNotExist = false, Position? At = null)
{
    public static readonly Precondition None = new();
}

/// <summary>One mutation as it reaches the grain.</summary>
/// <param name="Actor">The user on whose behalf; <c>null</c> when a server acts for nobody.</param>
/// <param name="ImportedAs">Of a mutation that happened elsewhere; <c>null</c> = <see cref="EntityImport.None"/>.</param>
[GenerateSerializer, Immutable, Alias("entity-command")]
public sealed record EntityCommand(EntityMutation Mutation, Precondition If, IdempotencyKey? Key, string? Actor, EntityImport? ImportedAs = null) : IKeyed
{
    public EntityImport Import => ImportedAs ?? EntityImport.None;
}
