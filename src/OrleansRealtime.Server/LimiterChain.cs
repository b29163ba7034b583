using System.Threading.RateLimiting;

namespace OrleansRealtime.Server;

/// <summary>Several limiters as one: what one of them refuses is refused. They end with it. The framework's own chain leaves those that it was given
/// as they are, and each has a timer that holds on to the server which made it.</summary>
internal sealed class LimiterChain<TResource>(params PartitionedRateLimiter<TResource>[] limiters) : IDisposable
{
    public PartitionedRateLimiter<TResource> Limiter { get; } = PartitionedRateLimiter.CreateChained(limiters);

    /// <summary>Takes from all of them at once, or from none.</summary>
    public RateLimitLease AttemptAcquire(TResource resource, int permits = 1) => Limiter.AttemptAcquire(resource, permits);

    public void Dispose()
    {
        Limiter.Dispose();
        foreach (var limiter in limiters) limiter.Dispose();
    }
}
