using OrleansRealtime.Consistency.History;

namespace OrleansRealtime.Consistency.Clients;

/// <summary>What the tab says of its user, and says again after it came back.</summary>
internal sealed partial class Viewer
{
    private (bool IsAway, string? Focus) _stance;
    private bool _isStanceKnown;

    private async Task TakeStanceAsync((bool IsAway, string? Focus) stance)
    {
        (_stance, _isStanceKnown) = (stance, false);
        var focus = stance.Focus is { } entity ? Item(entity) : null;
        if (await CallAsync("SetPresence", new { status = stance.IsAway ? "away" : "online", focus }) is not { Error: null }) return;
        _isStanceKnown = true;
        session.Chronicle.Add(new PresenceSet(Connection, stance.IsAway, stance.Focus));
    }

    /// <summary>Says once more what the server may not have heard.</summary>
    private async Task InsistOnStanceAsync()
    {
        if (!_isStanceKnown) await TakeStanceAsync(_stance);
    }
}
