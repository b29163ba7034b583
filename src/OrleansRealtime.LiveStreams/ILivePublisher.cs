using Orleans.Concurrency;

namespace OrleansRealtime.LiveStreams;

/// <summary>
/// What every grain that publishes live streams answers to the processes that subscribe to them: a grain extension, so that an application's
/// grain interfaces say nothing of it. It is there for each grain that is an <see cref="ILiveStreamOwner"/>.
/// <para>
/// A subscribing process joins once per stream, renews its lease once per interval and leaves when its last local observer has left.
/// Nothing is stored: an activation that was lost forgets its subscribers, tells the next renewal that it does not know it, and is joined
/// again.
/// </para>
/// <para>
/// The calls interleave, because a lease must not end while the grain waits for its storage. They read and change only the leases.
/// </para>
/// </summary>
[Alias("OrleansRealtime.ILivePublisher")]
public interface ILivePublisher : IGrainExtension
{
    /// <summary>
    /// Takes a subscriber in, or renews its lease and replaces its sink if it is known. Refused with an exception when full.
    /// </summary>
    [AlwaysInterleave]
    [Alias("Join")]
    Task<LiveLease> Join(string provider, StreamId stream, LiveSinkId sinkId, ILiveSink sink);

    /// <summary>
    /// Prolongs a lease. <see cref="LiveLease.Known"/> is false when there was none: events may have been missed, join again.
    /// </summary>
    [AlwaysInterleave]
    [Alias("Renew")]
    Task<LiveLease> Renew(string provider, StreamId stream, LiveSinkId sinkId);

    /// <summary>Ends a lease. Not an error when there is none. One that arrives late ends no other: whoever got no answer joins under another
    /// <see cref="LiveSinkId"/>.</summary>
    [AlwaysInterleave]
    [Alias("Leave")]
    Task Leave(string provider, StreamId stream, LiveSinkId sinkId);
}
