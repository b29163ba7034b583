namespace OrleansRealtime.Contracts.Timing;

/// <summary>
/// Until when a grain may begin what a call from outside asks of it: the call carries it, by the cluster's clock. A call can outlast its caller's
/// patience, in the socket of a silo that is frozen or behind a cut cable, and is passed on to the grain's next owner afterwards.
/// </summary>
public static class CallDeadline
{
    private const string Header = "deadline";

    /// <summary>Of the calls that are sent from here on, in this asynchronous flow.</summary>
    public static void Set(DateTimeOffset deadline) => RequestContext.Set(Header, deadline.ToUnixTimeMilliseconds());

    /// <summary>That of the call that is being taken, which holds for this call alone: what the grain asks of others, then or later, has none.</summary>
    /// <returns><c>null</c> when it has none.</returns>
    public static DateTimeOffset? Take()
    {
        if (RequestContext.Get(Header) is not long deadline) return null;
        RequestContext.Remove(Header);
        return DateTimeOffset.FromUnixTimeMilliseconds(deadline);
    }
}
