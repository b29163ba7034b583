using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Clients;

/// <summary>Comments an entity just before the server dies: the comment is answered, its follower is not told, and afterwards nobody asks for
/// that entity ever again. Only a server that looks for what it owes still tells.</summary>
internal sealed class FinalWrite(Session session)
{
    /// <summary>Nobody watches it or writes to it otherwise.</summary>
    public const string Entity = "forgotten";

    public const string Follower = "bo";

    private int _number = 200_000;

    public async Task WriteAsync() => await new Writer(session).DoAsync(new Operation(_number++, Doing.Comment, Entity, Actor: "ana"));
}
