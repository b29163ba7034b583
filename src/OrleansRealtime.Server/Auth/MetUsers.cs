using OrleansRealtime.Contracts;

namespace OrleansRealtime.Server.Auth;

/// <summary>Users of whom this process knows that they are nobody's invention, or were named before: who came with a token, and whom somebody
/// named within its limit. As many as the capacity at the most; those that were met longest ago are forgotten first.</summary>
internal sealed class MetUsers(int capacity)
{
    private readonly Lock _gate = new();
    // Two generations: when the younger one is full, the older one goes as a whole.
    private HashSet<UserKey> _young = [];
    private HashSet<UserKey> _old = [];

    public MetUsers()
        : this(capacity: 100_000)
    {
    }

    public void Add(UserKey user)
    {
        lock (_gate)
        {
            if (!_young.Add(user) || _young.Count < capacity / 2) return;
            (_old, _young) = (_young, []);
        }
    }

    /// <summary>Whether this user was met; whoever is asked for stays.</summary>
    public bool Contains(UserKey user)
    {
        lock (_gate)
        {
            if (_young.Contains(user)) return true;
            if (!_old.Contains(user)) return false;
        }

        Add(user);
        return true;
    }
}
