namespace OrleansRealtime.Contracts.Presence;

/// <summary>Whether a user is there.</summary>
public enum PresenceStatus
{
    /// <summary>No connection.</summary>
    Offline,

    /// <summary>Connected, and away in every one of the connections.</summary>
    Away,

    /// <summary>At least one connection that is not away; a connection is online until it says otherwise.</summary>
    Online,
}
