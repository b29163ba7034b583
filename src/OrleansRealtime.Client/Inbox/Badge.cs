namespace OrleansRealtime.Client.Inbox;

/// <summary>What a user's bell shows.</summary>
/// <param name="Version">Only grows.</param>
/// <param name="Unread">Items that are not read, archived or snoozed.</param>
/// <param name="Unseen">Those of them that are not seen.</param>
/// <param name="LastSeq">The highest number of an item so far.</param>
/// <param name="Lineage">The history of the database: where it is another one, whatever was kept has to be read anew.</param>
public sealed record Badge(long Version, long Unread, long Unseen, long LastSeq, string Lineage = "");
