namespace OrleansRealtime.LiveStreams;

/// <summary>An owner's answer to <see cref="ILivePublisher.Join"/> and <see cref="ILivePublisher.Renew"/>.</summary>
/// <param name="Known">False: this activation has no such lease; join again.</param>
/// <param name="Epoch">Names the owner's activation. Random, so that epochs can be told apart but not ordered.</param>
/// <param name="Sequence">The number of the last event that this activation has pushed; 0 before the first.</param>
/// <param name="Head">The owner's committed position, opaque here: tells an observer whether it has everything.</param>
/// <param name="Duration">How long the lease lasts without a renewal.</param>
/// <param name="Silo">Where the owner is; <c>null</c> from a silo of an earlier version.</param>
[GenerateSerializer, Immutable, Alias("live-lease.v1")]
public sealed record LiveLease(
    [property: Id(0)] bool Known,
    [property: Id(1)] string Epoch,
    [property: Id(2)] long Sequence,
    [property: Id(3)] string Head,
    [property: Id(4)] TimeSpan Duration,
    [property: Id(5)] SiloAddress? Silo = null);
