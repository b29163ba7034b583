using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Preferences;

/// <summary>Has whoever chooses to follow an entity follow it: the choice alone would let everything through of what nobody tells.</summary>
internal sealed class FollowChoices(IGrainFactory grains, IEntityAccess access, MissingLimit missing)
{
    private const int AtOnce = 8;

    /// <summary>Follows the entities that are newly chosen. Before the choice is stored: whoever repeats a call that failed between gets both.
    /// An entity that is not there, or that the user may not read, has nothing to tell.</summary>
    /// <exception cref="ProblemException">Why one could not be followed.</exception>
    public Task FollowAsync(ApiCall call, UserPreferences before, UserPreferences after, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        after.Entities.Where(choice => choice.Value == EntityChoice.Follow && before.Entities.GetValueOrDefault(choice.Key) != EntityChoice.Follow),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        async (choice, stop) => await FollowAsync(call, EntityRef.Parse(choice.Key)!, stop));

    private async Task FollowAsync(ApiCall call, EntityRef entity, CancellationToken cancellationToken)
    {
        var (key, user) = (new EntityKey(call.Workspace, entity.Type, entity.Id), call.Caller.User!);
        if (await access.AskAsync(key, user, cancellationToken) == EntityAccess.None) return;
        missing.Require(call);
        var outcome = await grains.GetGrain<IEntityGrain>(key.ToString()).Mutate(new(new SetFollowers(user, true), Precondition.None, null, user));
        if (outcome.Error == ProblemCodes.NotFound.Code) missing.Count(call);
        else if (outcome.Error is { } error) throw new ProblemException(ProblemCodes.Of(error));
        CallTime.Current?.Restart();
    }
}
