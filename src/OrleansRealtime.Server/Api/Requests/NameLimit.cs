using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>How many users whom this process never met a caller may name within an hour: mention, assign, notify, have follow. Each gets an inbox,
/// also a colleague who has not come yet; nobody may fill the store with those of people whom there are not.</summary>
internal sealed class NameLimit : IDisposable
{
    /// <summary>The least limit of a user: what one comment mentions.</summary>
    public const int LeastPerUser = 50;

    /// <summary>The least limit of a key: whom one notification is for.</summary>
    public const int LeastPerKey = 1_000;

    private const int MinutesPerHour = 60;

    private readonly MetUsers _met;
    private readonly PartitionedRateLimiter<Caller> _limiter;

    public NameLimit(MetUsers met, IOptions<ApiOptions> options)
    {
        _met = met;
        var (perUser, perKey) = (options.Value.UserNamesPerHour, options.Value.KeyNamesPerHour);
        _limiter = PartitionedRateLimiter.Create<Caller, string>(caller =>
            RateLimitPartition.GetTokenBucketLimiter(caller.LimitedAs, _ => Hourly(caller.Kind == CallerKind.Key ? perKey : perUser)));
    }

    /// <summary>Counts those of the named users whom this process has not met, and has met them from now on.</summary>
    /// <exception cref="ProblemException">too_many_names: they are more than the caller has left. None is counted.</exception>
    public void Require(ApiCall call, IEnumerable<string> named)
    {
        var strangers = named.Select(user => new UserKey(call.Workspace, user)).Distinct().Where(user => !_met.Contains(user)).ToList();
        if (strangers.Count == 0) return;
        using var lease = _limiter.AttemptAcquire(call.Caller, strangers.Count);
        if (!lease.IsAcquired) throw new ProblemException(ProblemCodes.TooManyNames);
        foreach (var user in strangers) _met.Add(user);
    }

    public void Dispose() => _limiter.Dispose();

    private static TokenBucketRateLimiterOptions Hourly(int names) => new()
    {
        TokenLimit = names,
        TokensPerPeriod = Math.Max(1, names / MinutesPerHour),
        ReplenishmentPeriod = TimeSpan.FromMinutes(1),
        QueueLimit = 0,
    };
}
