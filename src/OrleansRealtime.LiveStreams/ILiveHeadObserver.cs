namespace OrleansRealtime.LiveStreams;

/// <summary>
/// A stream observer may implement this to be told the owner's committed position after every join and renewal. Comparing it with its own
/// position, it knows whether anything was missed, even the last event of all, which has no successor to reveal it. Called in the same
/// order domain as the items, but a head was read at the owner while events were under way: it may be older or newer than the items around
/// it.
/// </summary>
public interface ILiveHeadObserver
{
    Task OnHeadAsync(string head);

    /// <summary>Another activation owns the stream now. The head tells what was committed; what the one before published without committing it
    /// may be lost.</summary>
    Task OnOwnerChangedAsync() => Task.CompletedTask;
}
