using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Entities;

/// <summary>The way from a REST call to an entity's grain: through the check of access, and within what one caller may.</summary>
internal sealed class EntityCalls(IGrainFactory grains, IEntityAccess access, MissingLimit missing, NameLimit names, IOptions<EntityLimits> limits)
{
    /// <summary>The grain, for a caller that may do this.</summary>
    /// <exception cref="ProblemException">access_denied; unavailable when nobody can tell; overloaded when the caller asked for too much that is not
    /// there.</exception>
    public async ValueTask<IEntityGrain> OpenAsync(ApiCall call, EntityKey key, EntityAccess needed, CancellationToken cancellationToken)
    {
        // A server is the application itself, and trusted, whether it acts for a user or for nobody.
        if (call.Caller is { Kind: CallerKind.User, User: { } user } && await access.AskAsync(key, user, cancellationToken) < needed)
            throw new ProblemException(ProblemCodes.AccessDenied, $"{user} may not {(needed == EntityAccess.Write ? "change" : "read")} {key.Type}/{key.Id}.");
        missing.Require(call);
        return grains.GetGrain<IEntityGrain>(key.ToString());
    }

    /// <summary>Does what this request asks of the entity.</summary>
    public Task<EntityOutcome> MutateAsync(
        HttpContext http,
        EntityKey key,
        EntityAccess needed,
        EntityMutation mutation,
        Precondition condition,
        JsonElement? body,
        ImportMembers? import = null)
    {
        var call = ApiCall.Of(http);
        var command = new EntityCommand(mutation, condition, IdempotencyHeader.Of(http, body), call.Actor);
        return MutateAsync(call, key, needed, import?.AddTo(command) ?? command, http.RequestAborted);
    }

    /// <summary>Does what a caller asks of the entity.</summary>
    /// <exception cref="ProblemException">Of <see cref="OpenAsync"/>; too_many_names.</exception>
    public async Task<EntityOutcome> MutateAsync(
        ApiCall call, EntityKey key, EntityAccess needed, EntityCommand command, CancellationToken cancellationToken)
    {
        var grain = await OpenAsync(call, key, needed, cancellationToken);
        names.Require(call, NamedIn(command.Mutation));
        var outcome = await grain.Mutate(command);
        if (outcome.Error == ProblemCodes.NotFound.Code) missing.Count(call);
        return outcome;
    }

    /// <summary>The answer about an entity that is not there.</summary>
    public Problem NotThere(ApiCall call, EntityReading reading)
    {
        missing.Count(call);
        return Problem.Of(ProblemCodes.NotFound) with { Position = reading.DeletedAt?.ToString() };
    }

    /// <summary>Who is told of it, or is from now on.</summary>
    private ImmutableArray<string> NamedIn(EntityMutation mutation) => mutation switch
    {
        AddComment comment => comment.Mentions,
        PutFields put => Assignees.Of(put.Fields, limits.Value.AssigneeField),
        PatchFields patch => Assignees.Of(patch.Patch, limits.Value.AssigneeField),
        SetFollowers { Follows: true } followers => followers.Users,
        _ => [],
    };
}
