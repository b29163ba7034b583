using OrleansRealtime.Contracts.Timing;

namespace OrleansRealtime.Gateway.Feeds;

/// <summary>When all feeds of one kind together warn: while the grains do not answer, each of them fails again and again.</summary>
internal sealed class FeedWarnings(TimeProvider time)
{
    /// <summary>A feed could not be opened.</summary>
    public OccasionalLine Opening { get; } = new(time);

    /// <summary>A feed was not told what it misses.</summary>
    public OccasionalLine Question { get; } = new(time);
}
