using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Gateway.Entities;
using OrleansRealtime.Gateway.Presence;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>Which entity a connection views, one at the most, and what it says of its user. The hub calls one method at a time; access may be
/// lost, and the connection end, at any time.</summary>
internal sealed class ViewedEntity(UserKey user, ConnectionPresence presence, ConnectionAccess access, ConnectionLife life, GatewayServices services)
    : IActiveViewOwner
{
    private ActiveView? _activeView;

    public string User => user.User;

    /// <exception cref="CallRefusedException">The user may not see the entity, or that cannot be told, or too much was refused to the user; then
    /// nothing has changed.</exception>
    public async Task SetAsync(PresenceRequest request)
    {
        var view = request.Focus is { } entity ? await ViewAsync(new(user.Workspace, entity.Type, entity.Id)) : null;
        ActiveView? before;
        lock (life.Gate)
        {
            if (life.IsOver)
            {
                before = view;
            }
            else
            {
                (before, _activeView) = (_activeView, view);
                presence.Set(request.Status, view?.Key);
            }
        }

        if (before is not null) Release(before);
        // Access was taken away after it was asked for, and before the active view was there to be lost.
        if (view is not null && view.Forgettings != view.Feed.Forgettings) await RecheckAsync(view, unansweredAllowed: 0);
    }

    public void AccessForgotten(ActiveView view) => _ = RecheckAsync(view, unansweredAllowed: 0);

    public void AccessDoubted(ActiveView view) => _ = RecheckAsync(view, ConnectionAccess.MaxUnanswered - 1);

    /// <summary>Ends what the connection says. Called when its life is over.</summary>
    /// <param name="atOnce">The user was sent away; else it ends in a moment, in which the user may come back.</param>
    public void End(bool atOnce)
    {
        ActiveView? view;
        lock (life.Gate) (view, _activeView) = (_activeView, null);
        if (atOnce) presence.End();
        else presence.Leave();
        if (view is not null) Release(view);
    }

    private async Task<ActiveView> ViewAsync(EntityKey key)
    {
        var deadline = new Deadline(services.Options.CallTimeout, services.Time);
        if (access.IsSpent) throw new CallRefusedException(ProblemCodes.Overloaded, "This user looked at too much that is not there, or is not to be seen.");
        // Before the feed opens, as with a watch.
        if (await access.CheckAsync(key, deadline.Left) is { } refusal) throw Denied(refusal);
        var feed = services.Entities.Hold(key);
        if (!await feed.OpenAsync(deadline))
        {
            services.Entities.Release(key, feed);
            throw new CallRefusedException(ProblemCodes.Unavailable);
        }

        var view = new ActiveView(feed, this);
        feed.AddActiveView(view);
        if (await access.CheckAsync(key, deadline.Left) is { } denial)
        {
            Release(view);
            throw Denied(denial);
        }

        // It may be looked at, but is as much work as what is refused.
        if (feed.IsAbsent) access.Spend();
        return view;
    }

    private CallRefusedException Denied(ProblemCode denial)
    {
        if (denial == ProblemCodes.AccessDenied) access.Spend();
        return new(denial);
    }

    private async Task RecheckAsync(ActiveView view, int unansweredAllowed)
    {
        var denial = await access.CheckAsync(view.Key, ConnectionAccess.RecheckTimeout);
        lock (life.Gate)
        {
            if (!view.Recheck.Ends(denial, unansweredAllowed)) return;
            if (_activeView != view) return;
            _activeView = null;
            presence.EndView();
        }

        Release(view);
    }

    private void Release(ActiveView view)
    {
        view.Feed.RemoveActiveView(view);
        services.Entities.Release(view.Key, view.Feed);
    }
}
