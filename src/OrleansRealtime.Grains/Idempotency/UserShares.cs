using System.Collections.Immutable;

namespace OrleansRealtime.Grains.Idempotency;

/// <summary>
/// The keys within the grace, in which no key makes room for another, by who asked. Each user has a share: without, one user's keys would keep
/// out everybody's; servers have none. The keys of requests that changed nothing are idle: they go first, the caller's own when its share is
/// full, and those of who has the most when there is no room at all. Immutable and pure.
/// </summary>
internal sealed record UserShares(int MaxKeys, TimeSpan Grace)
{
    /// <summary>More callers than this are looked through for those whose keys are all past the grace.</summary>
    private const int ManyCallers = 256;

    /// <summary>Stands for all servers: no user's name is empty.</summary>
    private const string Servers = "";

    private ImmutableDictionary<string, Share> _byCaller = ImmutableDictionary<string, Share>.Empty;

    /// <summary>Whether one more key of this user fits, or an idle one may go for it.</summary>
    /// <param name="user"><c>null</c> = a server.</param>
    public bool HasRoom(string? user, DateTimeOffset now) => user is null || Of(user, now) is var share && (share.Count < MaxKeys || !share.Idle.IsEmpty);

    /// <summary>Whether any key may go.</summary>
    public bool HasIdle(DateTimeOffset now) => _byCaller.Keys.Any(caller => !Of(caller, now).Idle.IsEmpty);

    /// <summary>Lets the user's oldest idle key go when the share is full, after <see cref="HasRoom"/> said yes.</summary>
    public UserShares MakeRoom(string? user, DateTimeOffset now, out string? dropped)
    {
        dropped = null;
        return user is not null && Of(user, now) is var share && share.Count >= MaxKeys ? DropIdle(user, share, out dropped) : this;
    }

    /// <summary>Lets the oldest idle key go of who has the most, after <see cref="HasIdle"/> said yes.</summary>
    public UserShares DropIdle(DateTimeOffset now, out string dropped)
    {
        var (caller, share) = _byCaller.Keys.Select(caller => (caller, Of(caller, now))).MaxBy(one => one.Item2.Idle.Count);
        return DropIdle(caller, share, out dropped!);
    }

    public UserShares Add(string? user, AgedKey key, bool isIdle)
    {
        // Of a server's keys only the idle ones are ever asked for.
        if (user is null && !isIdle) return this;
        var share = Of(user ?? Servers, key.At);
        var byCaller = _byCaller.Count < ManyCallers ? _byCaller : _byCaller.RemoveRange(_byCaller.Keys.Where(other => Of(other, key.At).Count == 0));
        return this with
        {
            _byCaller = byCaller.SetItem(
                user ?? Servers, isIdle ? share with { Idle = share.Idle.Add(key) } : share with { Changed = share.Changed.Add(key.At) }),
        };
    }

    private UserShares DropIdle(string caller, Share share, out string? dropped)
    {
        dropped = share.Idle[0].Id;
        return this with { _byCaller = _byCaller.SetItem(caller, share with { Idle = share.Idle.RemoveAt(0) }) };
    }

    private Share Of(string caller, DateTimeOffset now) => _byCaller.TryGetValue(caller, out var share) ? share.Since(now - Grace) : Share.Empty;

    private sealed record Share(ImmutableList<DateTimeOffset> Changed, ImmutableList<AgedKey> Idle)
    {
        public static readonly Share Empty = new([], []);

        public int Count => Changed.Count + Idle.Count;

        /// <summary>Without what came at this moment or before: the oldest are first.</summary>
        public Share Since(DateTimeOffset past) => new(
            Changed.RemoveRange(0, Changed.TakeWhile(at => at <= past).Count()), Idle.RemoveRange(0, Idle.TakeWhile(key => key.At <= past).Count()));
    }
}
