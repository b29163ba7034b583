namespace OrleansRealtime.Client.Preferences;

/// <summary>Whether a notification reaches its user, by channel, and which rule says so.</summary>
/// <param name="InboxRule">A rule's name, as PROTOCOL.md lists them; there may be more of them in a later version.</param>
public sealed record Decision(bool Inbox, string InboxRule, bool Live, string LiveRule);
