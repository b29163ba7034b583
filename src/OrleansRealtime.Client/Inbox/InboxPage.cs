namespace OrleansRealtime.Client.Inbox;

/// <summary>Some of a user's items, and the badge of the same moment.</summary>
/// <param name="Next">The cursor for the same direction; <c>null</c> at the end.</param>
public sealed record InboxPage(IReadOnlyList<InboxItem> Items, Badge Badge, long? Next = null);
