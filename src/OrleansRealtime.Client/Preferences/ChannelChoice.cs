namespace OrleansRealtime.Client.Preferences;

/// <summary>Whether a user is told in each of the two channels; <c>null</c> leaves it to the next rule.</summary>
/// <param name="Live">That it is shown at once.</param>
/// <param name="Inbox">That it stands in the inbox and counts.</param>
public sealed record ChannelChoice(bool? Live = null, bool? Inbox = null);
