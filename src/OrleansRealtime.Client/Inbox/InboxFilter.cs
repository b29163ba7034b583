namespace OrleansRealtime.Client.Inbox;

/// <summary>Which items.</summary>
public enum InboxFilter
{
    /// <summary>Neither archived nor snoozed.</summary>
    Active,

    /// <summary>Of these, those that are not read.</summary>
    Unread,
    Archived,
    Snoozed,
    All,
}
