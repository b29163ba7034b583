using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Gateway.Entities;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>What the connection says of its user, and which entity it views: one at the most. The hub calls one method at a time; access may
/// be lost, and the connection end, at any time.</summary>
internal sealed partial class GatewayConnection
{
    private ActiveView? _activeView;

    /// <exception cref="CallRefusedException">The user may not see the entity, or that cannot be told, or too much was refused to the user; then
    /// nothing has changed.</exception>
    public async Task SetPresenceAsync(PresenceRequest request)
    {
        var view = request.Focus is { } entity ? await ViewAsync(new(Key.Workspace, entity.Type, entity.Id)) : null;
        ActiveView? before;
        lock (_gate)
        {
            if (_ended.IsCancellationRequested)
            {
                before = view;
            }
            else
            {
                (before, _activeView) = (_activeView, view);
                _presence.Set(request.Status, view?.Key);
            }
        }

        if (before is not null) Release(before);
        // Access was taken away after it was asked for, and before the active view was there to be lost.
        if (view is not null && view.Forgettings != view.Feed.Forgettings) await RecheckAsync(view, unansweredAllowed: 0);
    }

    public void AccessForgotten(ActiveView view) => _ = RecheckAsync(view, unansweredAllowed: 0);

    public void AccessDoubted(ActiveView view) => _ = RecheckAsync(view, MaxUnanswered - 1);

    private async Task<ActiveView> ViewAsync(EntityKey key)
    {
        var deadline = new Deadline(_services.Options.CallTimeout, _services.Time);
        if (_services.Refusals.IsSpent(Key)) throw new CallRefusedException(ProblemCodes.Overloaded, "This user looked at too much that is not there, or is not to be seen.");
        // Before the feed opens, as with a watch.
        if (await CheckAsync(key, deadline.Left) is { } refusal) throw Denied(refusal);
        var feed = _services.Entities.Hold(key);
        if (!await OpensAsync(feed, deadline))
        {
            _services.Entities.Release(key, feed);
            throw new CallRefusedException(ProblemCodes.Unavailable);
        }

        var view = new ActiveView(feed, this);
        feed.AddActiveView(view);
        if (await CheckAsync(key, deadline.Left) is { } denial)
        {
            Release(view);
            throw Denied(denial);
        }

        // It may be looked at, but is as much work as what is refused.
        if (feed.IsAbsent) _services.Refusals.Spend(Key);
        return view;
    }

    private CallRefusedException Denied(ProblemCode denial)
    {
        if (denial == ProblemCodes.AccessDenied) _services.Refusals.Spend(Key);
        return new(denial);
    }

    private async Task RecheckAsync(ActiveView view, int unansweredAllowed)
    {
        var denial = await CheckAsync(view.Key, RecheckTimeout);
        lock (_gate)
        {
            if (!view.Recheck.Ends(denial, unansweredAllowed)) return;
            if (_activeView != view) return;
            _activeView = null;
            _presence.EndView();
        }

        Release(view);
    }

    /// <summary>Ends what it says: at once when its user was sent away, else in a moment, in which the user may come back.</summary>
    private void EndPresence()
    {
        ActiveView? view;
        lock (_gate) (view, _activeView) = (_activeView, null);
        if (_isRefused) _presence.End();
        else _presence.Leave();
        if (view is not null) Release(view);
    }

    private void Release(ActiveView view)
    {
        view.Feed.RemoveActiveView(view);
        _services.Entities.Release(view.Key, view.Feed);
    }
}
