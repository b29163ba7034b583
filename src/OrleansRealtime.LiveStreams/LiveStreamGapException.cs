namespace OrleansRealtime.LiveStreams;

public enum LiveGapKind
{
    /// <summary>Events <see cref="LiveGap.From"/> to <see cref="LiveGap.To"/> were pushed and did not arrive.</summary>
    Lost,

    /// <summary>The owner was activated anew. Whatever the old activation pushed last may be missing, and nobody knows.</summary>
    OwnerChanged,
}

/// <summary>Events that a subscriber misses, or may miss.</summary>
public readonly record struct LiveGap(LiveGapKind Kind, string Epoch, long From, long To);

/// <summary>
/// Given to an observer's <c>OnErrorAsync</c>: events are missing, read the state again. The subscription goes on.
/// </summary>
public sealed class LiveStreamGapException(StreamId stream, LiveGap gap) : Exception(gap.Kind switch
{
    LiveGapKind.Lost => $"Events {gap.From} to {gap.To} of stream {stream} (epoch {gap.Epoch}) did not arrive.",
    _ => $"The owner of stream {stream} was activated anew (epoch {gap.Epoch}): its last events may be missing.",
})
{
    public StreamId Stream { get; } = stream;

    public LiveGap Gap { get; } = gap;
}
