using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Presence;

namespace OrleansRealtime.Gateway.Presence;

/// <summary>What one connection says of its user. Its state belongs to <see cref="GatewayPresence"/>, and is guarded by its gate.</summary>
internal sealed class ConnectionPresence(GatewayPresence presence, UserKey user, string name, TimeProvider time)
{
    public UserKey User { get; } = user;

    public string Name { get; } = name;

    public PresenceStatus Status { get; set; } = PresenceStatus.Online;

    public EntityKey? ActiveView { get; set; }

    /// <summary>It counts no more.</summary>
    public bool IsOver { get; set; }

    public void Set(PresenceStatus status, EntityKey? activeView) => presence.Change(this, status, activeView);

    /// <summary>What it views, it views no more: at once, because that was not its own doing.</summary>
    public void EndView() => presence.Change(this, Status, null);

    /// <summary>The connection is gone; its user may come back in a moment.</summary>
    public void Leave() => _ = LeaveAfterGraceAsync();

    /// <summary>The connection is gone, and its user with it.</summary>
    public void End() => presence.End(this);

    private async Task LeaveAfterGraceAsync()
    {
        await Task.Delay(presence.Options.Grace, time);
        presence.End(this);
    }
}
