using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Entities;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>What the connection says of its user, and which entity it views: one at the most. The hub calls one method at a time; access may
/// be lost, and the connection end, at any time.</summary>
internal sealed partial class GatewayConnection
{
    private ActiveView? _focus;

    /// <exception cref="CallRefusedException">The user may not see the entity, or that cannot be told; then nothing has changed.</exception>
    public async Task SetPresenceAsync(PresenceRequest request)
    {
        var focus = request.Focus is { } entity ? await FocusAsync(new(Key.Workspace, entity.Type, entity.Id)) : null;
        ActiveView? before;
        lock (_gate)
        {
            if (_ended.IsCancellationRequested)
            {
                before = focus;
            }
            else
            {
                (before, _focus) = (_focus, focus);
                _presence.Set(request.Status, focus?.Key);
            }
        }

        if (before is not null) Release(before);
        // Access was taken away after it was asked for, and before the focus was there to be lost.
        if (focus is not null && focus.Forgettings != focus.Feed.Forgettings) await RecheckAsync(focus);
    }

    public void AccessForgotten(ActiveView focus) => _ = RecheckAsync(focus);

    private async Task<ActiveView> FocusAsync(EntityKey key)
    {
        var feed = _services.Entities.Hold(key);
        if (!await feed.OpenAsync())
        {
            _services.Entities.Release(key, feed);
            throw new CallRefusedException(ProblemCodes.Unavailable);
        }

        var focus = new ActiveView(feed, this);
        feed.Focus(focus);
        if (await CheckAsync(key, _services.Options.CallTimeout) is not { } denial) return focus;
        Release(focus);
        throw new CallRefusedException(denial);
    }

    private async Task RecheckAsync(ActiveView focus)
    {
        if (await CheckAsync(focus.Key, RecheckTimeout) is null) return;
        lock (_gate)
        {
            if (_focus != focus) return;
            _focus = null;
            _presence.DropFocus();
        }

        Release(focus);
    }

    /// <summary>Ends what it says: at once when its user was sent away, else in a moment, in which the user may come back.</summary>
    private void EndPresence()
    {
        ActiveView? focus;
        lock (_gate) (focus, _focus) = (_focus, null);
        if (_isRefused) _presence.End();
        else _presence.Leave();
        if (focus is not null) Release(focus);
    }

    private void Release(ActiveView focus)
    {
        focus.Feed.Unfocus(focus);
        _services.Entities.Release(focus.Key, focus.Feed);
    }
}
