using OrleansRealtime.Contracts.Timing;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>Whether those who watch or view the entity still may. An event says that access was taken away; since it may be lost, they are
/// asked about anew whenever something was lost, and from time to time.</summary>
internal sealed partial class EntityFeed
{
    // Each feed at another time: those that were opened together do not ask together.
    private readonly double _accessJitter = Jitter.Shortening(0.25);
    private long _accessAskedAt;
    private int _forgettings;

    /// <summary>Changes whenever somebody's access was forgotten: what was asked about access before that may no longer hold.</summary>
    public int Forgettings => Volatile.Read(ref _forgettings);

    /// <summary>What was known of a user's access no longer holds: it is asked for anew, and no answer within 1.5 s is a no.</summary>
    public void ForgetAccess(string user)
    {
        // First this process's own answers, or asking again would only repeat them.
        _access.Forget(Key.Workspace, user, Key);
        Interlocked.Increment(ref _forgettings);
        var (watches, views) = Holders();
        foreach (var watch in watches.Where(watch => watch.Owner.User == user)) watch.Owner.AccessForgotten(watch);
        foreach (var view in views.Where(view => view.Owner.User == user)) view.Owner.AccessForgotten(view);
    }

    public override void OnOwnerChanged() => DoubtAccess();

    public override void OnLost()
    {
        base.OnLost();
        DoubtAccess();
    }

    public override void Confirm()
    {
        base.Confirm();
        bool isDue;
        lock (Gate) isDue = Time.GetElapsedTime(_accessAskedAt) >= Options.RecheckAccessAfter * _accessJitter;
        if (isDue) DoubtAccess();
    }

    /// <summary>Asks anew about everybody: once for each user, however many connections the user has.</summary>
    private void DoubtAccess()
    {
        lock (Gate) _accessAskedAt = Time.GetTimestamp();
        var (watches, views) = Holders();
        var users = watches.Select(watch => watch.Owner.User).Concat(views.Select(view => view.Owner.User));
        foreach (var user in users.Distinct()) _access.Forget(Key.Workspace, user, Key);
        foreach (var watch in watches) watch.Owner.AccessDoubted(watch);
        foreach (var view in views) view.Owner.AccessDoubted(view);
    }

    private (EntityWatch[] Watches, ActiveView[] Views) Holders()
    {
        lock (Gate) return ([.. _watches], [.. _activeViews]);
    }
}
