namespace OrleansRealtime.LiveStreams;

/// <summary>
/// Implemented by a grain that publishes live streams. Its streams are those of the namespaces that are mapped to its grain interface, with
/// its own key.
/// </summary>
public interface ILiveStreamOwner
{
    /// <summary>The grain's committed position, told to subscribers at each join and renewal. Called within the grain's turns.</summary>
    string HeadOf(StreamId stream);
}
