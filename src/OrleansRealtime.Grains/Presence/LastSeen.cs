namespace OrleansRealtime.Grains.Presence;

/// <summary>When users were last there, of the latest so many. Pure.</summary>
internal sealed class LastSeen(int most)
{
    private readonly Dictionary<string, LinkedListNode<(string User, DateTimeOffset At)>> _users = [];
    private readonly LinkedList<(string User, DateTimeOffset At)> _order = [];

    public void Seen(string user, DateTimeOffset at)
    {
        Forget(user);
        _users[user] = _order.AddLast((user, at));
        if (_users.Count > most) Forget(_order.First!.Value.User);
    }

    public DateTimeOffset? Of(string user) => _users.TryGetValue(user, out var node) ? node.Value.At : null;

    public void Forget(string user)
    {
        if (_users.Remove(user, out var node)) _order.Remove(node);
    }
}
