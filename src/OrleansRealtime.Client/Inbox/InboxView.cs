namespace OrleansRealtime.Client.Inbox;

/// <summary>A user's inbox as it is kept up.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Badge">Of the same moment.</param>
/// <param name="IsStale">Whether it is as it was when the server was last heard: a new connection is being tried.</param>
public sealed record InboxView(IReadOnlyList<InboxItem> Items, Badge Badge, bool IsStale);
