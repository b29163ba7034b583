using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Grains.Ownership;

/// <summary>
/// Drops calls whose caller has given them up. Whoever got no answer asks again, and is refused because the entity is gone, say: from then on the first
/// try must not take effect. Behind <see cref="StandingFilter"/>, in which a call can wait.
/// </summary>
internal sealed partial class DeadlineFilter(ClusterClock clock, TimeProvider time, ILogger<DeadlineFilter> logger) : IIncomingGrainCallFilter
{
    private readonly OccasionalLine _line = new(time);

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        // A silo of an earlier build hands its callers' deadlines on to what its grains ask of others.
        if (CallDeadline.Take() is { } deadline && context.SourceId?.IsClient() != false && clock.Latest is { } now && now > deadline)
        {
            if (_line.IsDue(out var count)) LogLate(count, context.TargetId, (now - deadline).TotalSeconds);
            throw new DeadlinePassedException();
        }

        await context.Invoke();
    }

    [LoggerMessage(7570, LogLevel.Warning, "{Count} calls came when their callers had given them up, and were dropped; the last to {Grain}, {Seconds:0.0} s late")]
    private partial void LogLate(int count, GrainId grain, double seconds);

    // next id: 7571
}
