using System.Net;
using OrleansRealtime.LoadTest.Systems;

namespace OrleansRealtime.LoadTest.Inboxes;

/// <summary>An entity that many users follow, each with a tab whose badge counts its edits.</summary>
internal sealed class FollowedEntity(PlatformSystem system, Bells bells)
{
    private const string Id = "followed-by-all";
    private const int FollowersOfOneCall = 100;

    private int _edits;

    /// <summary>Has the first of the users follow it, with a tab each.</summary>
    public async Task FollowAsync(int followers, CancellationToken stop)
    {
        await system.CreateAsync([Id], stop);
        await bells.OpenAsync(followers, stop);
        foreach (var part in bells.Users.Take(followers).Chunk(FollowersOfOneCall))
            (await system.Caller.PostAsync($"entities/workitem/{Id}/followers", new { users = part })).Is(HttpStatusCode.NoContent);
    }

    /// <summary>Edits it once.</summary>
    public Task EditAsync(CancellationToken stop) => system.EditAsync(Id, new(1, Interlocked.Increment(ref _edits)), stop);
}
