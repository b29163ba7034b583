using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Clients;

/// <summary>Has a user follow a quiet entity, whose writes are lost often, and not again as soon as that failed: the second is told that there
/// was nothing to do, and the lost write of the first must not come after it.</summary>
internal sealed class ContentionWorkload(Session session)
{
    /// <summary>Nobody else writes to it: any write of another would take the lost one's place.</summary>
    public const string Entity = "quiet";

    private const string User = "eve";
    private const int Pulls = 4;
    private const int Tries = 20;
    /// <summary>Past those of the writers.</summary>
    private const int FirstNumber = 100_000;

    /// <summary>Longer than any lost write is late.</summary>
    private const int Pause = 400;

    public async Task RunAsync()
    {
        var (writer, number) = (new Writer(session), FirstNumber);
        await writer.DoAsync(new Operation(number++, Doing.Create, Entity));
        for (var pull = 0; pull < Pulls; pull++)
        {
            await writer.DoAsync(new Operation(number++, Doing.Follow, Entity, User: User, IsKeyed: false));
            // Without a key: to remember it would be a write, too. So each time that it fails it is another operation.
            for (var tries = 0; tries < Tries; tries++)
                if (await writer.DoAsync(new Operation(number++, Doing.Unfollow, Entity, User: User, IsKeyed: false))) break;
            await session.WaitAsync(Pause);
            await session.ReadFollowersAsync(Entity);
        }
    }
}
