using OrleansRealtime.Client.Rest;

namespace OrleansRealtime.Client.Inbox;

/// <summary>Which items of an inbox: each condition that is given has to hold.</summary>
public sealed record InboxQuery
{
    public InboxFilter Filter { get; init; }

    /// <summary>Only items of this kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Only items about this entity.</summary>
    public EntityRef? Entity { get; init; }

    /// <summary>Reads backward from here, newest first.</summary>
    public long? Before { get; init; }

    /// <summary>Reads forward from here, oldest first. With neither the page begins at the newest.</summary>
    public long? After { get; init; }

    /// <summary>1 to 100; usually 50.</summary>
    public int? Limit { get; init; }

    internal string Path => "me/inbox" + RequestPath.Query(
        ("before", Before), ("after", After), ("limit", Limit), ("filter", FilterWord), ("kind", Kind), ("type", Entity?.Type), ("id", Entity?.Id));

    private string? FilterWord => Filter switch
    {
        InboxFilter.Active => null,
        InboxFilter.Unread => "unread",
        InboxFilter.Archived => "archived",
        InboxFilter.Snoozed => "snoozed",
        InboxFilter.All => "all",
        _ => throw new RealtimeException(ErrorCodes.BadQuery, $"{Filter} is no filter."),
    };
}
