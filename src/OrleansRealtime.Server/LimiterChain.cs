using System.Threading.RateLimiting;

namespace OrleansRealtime.Server;

/// <summary>Several limiters as one: what one of them refuses is refused. They end with it. The framework's own chain leaves those that it was given
/// as they are, and each has a timer that holds on to the server which made it.</summary>
internal sealed class LimiterChain<TResource>(params PartitionedRateLimiter<TResource>[] limiters) : IDisposable
{
    private readonly PartitionedRateLimiter<TResource> _all = PartitionedRateLimiter.CreateChained(limiters);

    /// <summary>Takes from all of them at once, or from none.</summary>
    public RateLimitLease AttemptAcquire(TResource resource, int permits = 1) => _all.AttemptAcquire(resource, permits);

    /// <summary>Takes one permit of each limiter, waiting in the queue of each that has one; what it has taken goes back when one refuses.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before all had given.</exception>
    public ValueTask<RateLimitLease> AcquireAsync(TResource resource, CancellationToken cancellationToken) =>
        _all.AcquireAsync(resource, cancellationToken: cancellationToken);

    public void Dispose()
    {
        _all.Dispose();
        foreach (var limiter in limiters) limiter.Dispose();
    }
}
