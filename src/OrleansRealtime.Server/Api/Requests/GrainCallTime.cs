using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>Ends the waiting for a grain when the time of the REST call that asked it is over: what is in flight to a silo that dies does not fail
/// by itself. What arrives after that is not begun, because the grain knows the deadline. Grains that call grains wait as they like.</summary>
internal sealed class GrainCallTime(ClusterClock clock) : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.SourceContext is not null || CallTime.Current is not { } time) return context.Invoke();
        return time.WaitAsync(clock.Earliest is { } now ? InvokeUntilAsync(now + time.Left, context) : context.Invoke());
    }

    private static async Task InvokeUntilAsync(DateTimeOffset deadline, IOutgoingGrainCallContext context)
    {
        // It holds for this call alone.
        CallDeadline.Set(deadline);
        await context.Invoke();
    }
}
