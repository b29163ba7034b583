using System.Text.Json;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Entities;

/// <summary>The way from a REST call to an entity's grain: through the check of access.</summary>
internal sealed class EntityCalls(IGrainFactory grains, IEntityAccess access)
{
    /// <summary>The grain, for a caller that may do this.</summary>
    /// <exception cref="ProblemException">access_denied, or unavailable when nobody can tell.</exception>
    public async ValueTask<IEntityGrain> OpenAsync(ApiCall call, EntityKey key, EntityAccess needed, CancellationToken cancellationToken)
    {
        // A server is the application itself, and trusted, whether it acts for a user or for nobody.
        if (call.Caller is { Kind: CallerKind.User, User: { } user } && await access.AskAsync(key, user, cancellationToken) < needed)
            throw new ProblemException(ProblemCodes.AccessDenied, $"{user} may not {(needed == EntityAccess.Write ? "change" : "read")} {key.Type}/{key.Id}.");
        return grains.GetGrain<IEntityGrain>(key.ToString());
    }

    /// <summary>Does what this request asks of the entity.</summary>
    public async Task<EntityOutcome> MutateAsync(
        HttpContext http,
        EntityKey key,
        EntityAccess needed,
        EntityMutation mutation,
        Precondition condition,
        JsonElement? body,
        ImportMembers? import = null)
    {
        var call = ApiCall.Of(http);
        var grain = await OpenAsync(call, key, needed, http.RequestAborted);
        var command = new EntityCommand(mutation, condition, IdempotencyHeader.Of(http, body), call.Actor);
        return await grain.Mutate(import is null ? command : import.AddTo(command));
    }
}
