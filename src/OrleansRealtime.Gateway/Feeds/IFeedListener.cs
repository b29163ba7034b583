namespace OrleansRealtime.Gateway.Feeds;

/// <summary>Told of one stream, one call at a time. Calls return at once: behind them waits everything else that this process hears of.</summary>
internal interface IFeedListener<in TEvent>
{
    void OnEvent(TEvent received);

    /// <summary>The owner's committed position, as text: an entity's, or the version of a user's badge.</summary>
    void OnHead(string head);

    /// <summary>Another activation of the grain publishes now: what only an event said, and no state, may have been lost.</summary>
    void OnOwnerChanged();

    /// <summary>Events were lost, or may have been.</summary>
    void OnLost();
}
