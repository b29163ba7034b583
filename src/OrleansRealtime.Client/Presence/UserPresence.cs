namespace OrleansRealtime.Client.Presence;

/// <summary>Whether a user is there.</summary>
/// <param name="Status"><c>online</c>, <c>away</c> or <c>offline</c>.</param>
/// <param name="LastSeen">When the last connection was gone, to within seconds; <c>null</c> while the user is there, and when nobody remembers.</param>
public sealed record UserPresence(string User, string Status, DateTimeOffset? LastSeen = null);
