using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Timing;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>Whether those who watch or view the entity still may. An event says that access was taken away; since it may be lost, they are
/// asked about anew whenever something was lost, and from time to time.</summary>
/// <param name="gate">The feed's, which guards its watches. Taken by the methods of this class, and never around a call of an owner.</param>
internal sealed class FeedAccess(EntityKey key, WatchList watches, IEntityAccess access, Lock gate, GatewayOptions options, TimeProvider time)
{
    private readonly List<ActiveView> _activeViews = [];

    // Each feed at another time: those that were opened together do not ask together.
    private readonly double _jitter = Jitter.Shortening(0.25);
    private long _askedAt = time.GetTimestamp();
    private int _forgettings;

    /// <summary>Changes whenever somebody's access was forgotten: what was asked about access before that may no longer hold.</summary>
    public int Forgettings => Volatile.Read(ref _forgettings);

    /// <summary>From now on the view's owner is told when access is forgotten.</summary>
    public void Add(ActiveView view)
    {
        lock (gate) _activeViews.Add(view);
    }

    public void Remove(ActiveView view)
    {
        lock (gate) _activeViews.Remove(view);
    }

    /// <summary>What was known of a user's access no longer holds: it is asked for anew, and no answer within 1.5 s is a no.</summary>
    public void Forget(string user)
    {
        // First this process's own answers, or asking again would only repeat them.
        access.Forget(key.Workspace, user, key);
        Interlocked.Increment(ref _forgettings);
        var (watching, viewing) = Holders();
        foreach (var watch in watching.Where(watch => watch.Owner.User == user)) watch.Owner.AccessForgotten(watch);
        foreach (var view in viewing.Where(view => view.Owner.User == user)) view.Owner.AccessForgotten(view);
    }

    /// <summary>Asks anew about everybody: once for each user, however many connections the user has.</summary>
    public void Doubt()
    {
        lock (gate) _askedAt = time.GetTimestamp();
        var (watching, viewing) = Holders();
        var users = watching.Select(watch => watch.Owner.User).Concat(viewing.Select(view => view.Owner.User));
        foreach (var user in users.Distinct()) access.Forget(key.Workspace, user, key);
        foreach (var watch in watching) watch.Owner.AccessDoubted(watch);
        foreach (var view in viewing) view.Owner.AccessDoubted(view);
    }

    /// <summary>Asks anew when that was not done for too long.</summary>
    public void Confirm()
    {
        bool isDue;
        lock (gate) isDue = time.GetElapsedTime(_askedAt) >= options.RecheckAccessAfter * _jitter;
        if (isDue) Doubt();
    }

    private (EntityWatch[] Watching, ActiveView[] Viewing) Holders()
    {
        lock (gate) return ([.. watches], [.. _activeViews]);
    }
}
