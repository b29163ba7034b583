using Orleans.Concurrency;

namespace OrleansRealtime.LiveStreams;

/// <summary>
/// Where a process receives the events of all streams that it subscribes to: one observer per process. Calls are one-way: a publisher never
/// waits for a subscriber, and what is lost on the way shows as a jump in the sequence or at the next renewal.
/// </summary>
[Alias("OrleansRealtime.ILiveSink")]
public interface ILiveSink : IGrainObserver
{
    [OneWay]
    [Alias("Push")]
    Task Push(LiveBatch batch);

    /// <summary>The owner is going away: renew soon. An epoch other than that of the lease is an older one.</summary>
    [OneWay]
    [Alias("Renew")]
    Task Renew(StreamId stream, string epoch);
}
