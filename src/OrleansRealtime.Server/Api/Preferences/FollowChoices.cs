using System.Collections.Concurrent;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Server.Api.Requests;

namespace OrleansRealtime.Server.Api.Preferences;

/// <summary>Has whoever chooses to follow an entity follow it: the choice alone would let everything through of what nobody tells.</summary>
internal sealed class FollowChoices(IGrainFactory grains, IEntityAccess access)
{
    private const int AtOnce = 8;

    /// <summary>Follows the entities that are newly chosen. Before the choice is stored: whoever repeats a call that failed between gets both.
    /// An entity that is not there, or that the user may not read, has nothing to tell.</summary>
    /// <returns>Why one could not be followed; <c>null</c> when all are.</returns>
    public async Task<ProblemCode?> FollowAsync(ApiCall call, UserPreferences before, UserPreferences after, CancellationToken cancellationToken)
    {
        var chosen = after.Entities.Where(choice => choice.Value == EntityChoice.Follow && before.Entities.GetValueOrDefault(choice.Key) != EntityChoice.Follow);
        var refusals = new ConcurrentQueue<ProblemCode>();
        await Parallel.ForEachAsync(
            chosen,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (choice, stop) =>
            {
                if (await FollowAsync(call, choice.Key, stop) is { } refusal) refusals.Enqueue(refusal);
            });
        return refusals.TryPeek(out var first) ? first : null;
    }

    private async Task<ProblemCode?> FollowAsync(ApiCall call, string entity, CancellationToken cancellationToken)
    {
        var slash = entity.IndexOf('/', StringComparison.Ordinal);
        var (key, user) = (new EntityKey(call.Workspace, entity[..slash], entity[(slash + 1)..]), call.Caller.User!);
        EntityAccess mayDo;
        try
        {
            mayDo = await access.CheckAsync(key, user, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return ProblemCodes.Unavailable;
        }

        if (mayDo == EntityAccess.None) return null;
        var outcome = await grains.GetGrain<IEntityGrain>(key.ToString()).Mutate(new(new SetFollower(user, true), Precondition.None, null, user));
        return outcome.Error is { } error && error != ProblemCodes.NotFound.Code ? ProblemCodes.Of(error) : null;
    }
}
