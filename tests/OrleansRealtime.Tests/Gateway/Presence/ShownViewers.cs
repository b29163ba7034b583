using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Tests.Gateway.Presence;

/// <summary>What a client shows of an entity's viewers that does as PROTOCOL.md says.</summary>
internal sealed class ShownViewers
{
    private readonly Dictionary<string, ViewerBody> _users = [];

    public int Total { get; private set; }

    public IEnumerable<ViewerBody> Users => _users.Values;

    /// <summary>Takes a frame's body; others than those of presence say nothing here.</summary>
    public void Take(object body)
    {
        switch (body)
        {
            case PresenceBody whole:
                Total = whole.Total;
                _users.Clear();
                foreach (var user in whole.Users) _users[user.User] = user;
                break;
            case PresenceChangedBody { Joined: { } joined, Left: { } left } changed:
                Total = changed.Total;
                foreach (var user in left) _users.Remove(user);
                foreach (var user in joined) _users[user.User] = user;
                break;
            case PresenceChangedBody count:
                Total = count.Total;
                _users.Clear();
                break;
        }
    }
}
