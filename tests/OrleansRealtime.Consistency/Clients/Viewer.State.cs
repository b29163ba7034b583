using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Clients;

/// <summary>What the tab says of its user, and says again after it came back.</summary>
internal sealed partial class Viewer
{
    private ViewerState _state;
    private bool _isStateKnown;

    private async Task SetStateAsync(ViewerState state)
    {
        (_state, _isStateKnown) = (state, false);
        var focus = state.Focus is { } entity ? Item(entity) : null;
        if (await CallAsync("SetPresence", new { status = state.IsAway ? "away" : "online", focus }) is not { Error: null }) return;
        _isStateKnown = true;
        session.History.Add(new PresenceSet(Connection, state.IsAway, state.Focus));
    }

    /// <summary>Says once more what the server may not have heard.</summary>
    private async Task InsistOnStateAsync()
    {
        if (!_isStateKnown) await SetStateAsync(_state);
    }
}
