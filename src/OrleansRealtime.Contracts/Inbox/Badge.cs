namespace OrleansRealtime.Contracts.Inbox;

/// <summary>What the bell shows. It is derived from the inbox, never counted beside it.</summary>
/// <param name="Version">Grows by one with every commit that touches the inbox; a client keeps the highest.</param>
/// <param name="Unread">Items that are not read, archived or snoozed.</param>
/// <param name="Unseen">Of these, the ones not seen.</param>
/// <param name="LastSeq">No item's number is higher; 0 when there never was one.</param>
/// <param name="Lineage">Which history of the database it is of. In another one items that were there may not be, and all that a client
/// keeps is to be read anew; numbers and versions go on above those of the one before.</param>
[GenerateSerializer, Immutable, Alias("badge")]
public sealed record Badge(long Version, long Unread, long Unseen, long LastSeq, string Lineage = "")
{
    public static readonly Badge Empty = new(0, 0, 0, 0);
}
