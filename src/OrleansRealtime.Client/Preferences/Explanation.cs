namespace OrleansRealtime.Client.Preferences;

/// <summary>Whether a user would be told of something now.</summary>
/// <param name="Told">Whether it would stand in the inbox.</param>
/// <param name="Rule"><c>told</c>, or the name of the rule that is against it.</param>
/// <param name="Because">A sentence for people.</param>
/// <param name="Decision"><c>null</c> where it does not come to one.</param>
public sealed record Explanation(
    string User, string Kind, bool Told, string Rule, string Because, EntityRef? Entity = null, string? Reason = null, Decision? Decision = null);

/// <summary>Why a notification that came reached its user, or did not.</summary>
/// <param name="At">When it came.</param>
/// <param name="Because">A sentence for people.</param>
/// <param name="Seq">The item that it became; <c>null</c>: none.</param>
public sealed record PastExplanation(
    string User, string Notification, string Kind, string Reason, DateTimeOffset At, Decision Decision, string Because, EntityRef? Entity = null, long? Seq = null);
