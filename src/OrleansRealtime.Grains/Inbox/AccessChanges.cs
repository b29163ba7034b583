namespace OrleansRealtime.Grains.Inbox;

/// <summary>That somebody said that the user's access changed: what was asked about access before may no longer hold.</summary>
internal sealed class AccessChanges(TimeProvider time)
{
    /// <summary>30 s: every silo hears of the change within seconds, or may answer nobody; and what it was about to bring may wait for its turn.</summary>
    private static readonly TimeSpan RecentFor = TimeSpan.FromSeconds(30);

    private long _lastAt;

    /// <summary>How many there were in the life of this activation.</summary>
    public int Count { get; private set; }

    /// <summary>Whether what other silos answer may still be from before the last one.</summary>
    public bool IsRecent => Count > 0 && time.GetElapsedTime(_lastAt) < RecentFor;

    public void Add()
    {
        Count++;
        _lastAt = time.GetTimestamp();
    }
}
