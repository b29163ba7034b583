using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>The turns of all REST calls. A call takes one when everything that it needs is here, its body too: a client that sends slowly holds
/// up nobody but itself.</summary>
internal sealed class CallPermits(IOptions<ApiOptions> options) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new()
    {
        PermitLimit = options.Value.MaxConcurrentCalls,
        QueueLimit = options.Value.MaxWaitingCalls,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits for a turn, which lasts until the response is done.</summary>
    /// <exception cref="ProblemException">overloaded: too many wait already, or its turn did not come within the call's time.</exception>
    public async ValueTask EnterAsync(HttpContext http)
    {
        var turn = _limiter.AttemptAcquire(permitCount: 1);
        if (!turn.IsAcquired) turn = await WaitAsync(http.RequestAborted);
        http.Response.RegisterForDispose(turn);
        if (!turn.IsAcquired) throw new ProblemException(ProblemCodes.Overloaded, "The server has as many requests as it can hold.");
    }

    private async ValueTask<RateLimitLease> WaitAsync(CancellationToken aborted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(aborted, CallTime.Current?.Over ?? CancellationToken.None);
        try
        {
            return await _limiter.AcquireAsync(permitCount: 1, patience.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return _limiter.AttemptAcquire(permitCount: 1);
        }
    }

    public void Dispose() => _limiter.Dispose();
}
