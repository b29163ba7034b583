using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>How many turns a call takes, where it is more than one: endpoint metadata.</summary>
internal sealed record CallWeight(int Turns)
{
    /// <summary>A page of rows is a few megabytes while it is read and made an answer. 16: of the usual 512 turns, 32 pages at once.</summary>
    public static readonly CallWeight PageOfRows = new(16);
}

/// <summary>The turns of all REST calls. A call takes one when everything that it needs is here, its body too, and gives it back when its answer
/// is made: a client that sends or reads slowly holds up nobody but itself.</summary>
internal sealed class CallPermits(IOptions<ApiOptions> options) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new()
    {
        PermitLimit = options.Value.MaxConcurrentCalls,
        QueueLimit = options.Value.MaxWaitingCalls,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits for a turn, which lasts until <see cref="Leave"/>, or until the response is done.</summary>
    /// <exception cref="ProblemException">overloaded: too many wait already, or its turn did not come within the call's time.</exception>
    public async ValueTask EnterAsync(HttpContext http)
    {
        var weight = http.GetEndpoint()?.Metadata.GetMetadata<CallWeight>()?.Turns ?? 1;
        var turns = Math.Min(weight, options.Value.MaxConcurrentCalls);
        var turn = _limiter.AttemptAcquire(turns);
        if (!turn.IsAcquired) turn = await WaitAsync(turns, http.RequestAborted);
        http.Response.RegisterForDispose(turn);
        if (!turn.IsAcquired) throw new ProblemException(ProblemCodes.Overloaded, "The server has as many requests as it can hold.") { Limit = RequestLimits.Turns };
        http.Features.Set(turn);
    }

    /// <summary>Gives the turn back.</summary>
    public static void Leave(HttpContext http) => http.Features.Get<RateLimitLease>()?.Dispose();

    private async ValueTask<RateLimitLease> WaitAsync(int turns, CancellationToken aborted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(aborted, CallTime.Current?.Over ?? CancellationToken.None);
        try
        {
            return await _limiter.AcquireAsync(turns, patience.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return _limiter.AttemptAcquire(turns);
        }
    }

    public void Dispose() => _limiter.Dispose();
}
