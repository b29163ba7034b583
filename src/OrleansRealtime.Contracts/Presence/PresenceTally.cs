namespace OrleansRealtime.Contracts.Presence;

/// <summary>How many of a user's connections, or of the gateways that have them, are online and how many away; and what the user is by that.</summary>
public readonly record struct PresenceTally(int Online, int Away)
{
    /// <summary>Online somewhere is online; away is who is so everywhere.</summary>
    public PresenceStatus Status => Online > 0 ? PresenceStatus.Online : Away > 0 ? PresenceStatus.Away : PresenceStatus.Offline;

    /// <param name="by">1 or -1. Who is offline does not count.</param>
    public PresenceTally Count(PresenceStatus status, int by) => status switch
    {
        PresenceStatus.Online => this with { Online = Online + by },
        PresenceStatus.Away => this with { Away = Away + by },
        _ => this,
    };
}
