namespace OrleansRealtime.LiveStreams.Publishing;

/// <summary>What a grain that publishes live streams may ask about itself.</summary>
public static class LiveStreamOwners
{
    /// <summary>Whether any process subscribes to any stream of this activation. To be called within the grain's turns.</summary>
    public static bool HasLiveSubscribers(this IGrainContext owner) => owner.GetComponent<LivePublisher>() is { HasSubscribers: true };
}
