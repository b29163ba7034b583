using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>How often a caller may ask for entities that are not there: each is looked up in the store and stays in memory for a while, and who
/// tries one id after the other has no end of them.</summary>
internal sealed class MissingLimit : IDisposable
{
    /// <summary>Over so many seconds it is counted: what a page asks for comes all at once.</summary>
    private const int Seconds = 10;

    private readonly PartitionedRateLimiter<Caller> _limiter;

    public MissingLimit(IOptions<ApiOptions> options)
    {
        var (perUser, perKey) = (options.Value.UserMissingPerSecond, options.Value.KeyMissingPerSecond);
        _limiter = PartitionedRateLimiter.Create<Caller, string>(caller =>
            RateLimitPartition.GetSlidingWindowLimiter(caller.LimitedAs, _ => EachSecond(caller.Kind == CallerKind.Key ? perKey : perUser)));
    }

    /// <summary>Turns away a caller that asked for too much that is not there, before anything is looked up.</summary>
    /// <exception cref="ProblemException">overloaded</exception>
    public void Require(ApiCall call)
    {
        using var lease = _limiter.AttemptAcquire(call.Caller, permitCount: 0);
        if (!lease.IsAcquired) throw new ProblemException(ProblemCodes.Overloaded, "This caller asks for too many entities that are not there.") { Limit = RequestLimits.Missing };
    }

    /// <summary>Counts an entity that was not there.</summary>
    public void Count(ApiCall call) => _limiter.AttemptAcquire(call.Caller).Dispose();

    public void Dispose() => _limiter.Dispose();

    // Not a bucket of tokens: one with a fraction of a token left says that there are some, and never turns anybody away.
    private static SlidingWindowRateLimiterOptions EachSecond(int missing) => new()
    {
        PermitLimit = Seconds * missing,
        Window = TimeSpan.FromSeconds(Seconds),
        SegmentsPerWindow = Seconds,
        QueueLimit = 0,
    };
}
