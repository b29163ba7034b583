using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>The memory for answers that are larger than what the web server takes at once: they stay here until their clients have read them. Each
/// caller has a share of it, so that no slow reader takes the others'.</summary>
internal sealed class AnswerPermits : IDisposable
{
    private readonly ApiOptions _options;
    private readonly LimiterChain<HttpContext> _limiter;

    public AnswerPermits(IOptions<ApiOptions> options)
    {
        _options = options.Value;
        _limiter = new(
            PartitionedRateLimiter.Create<HttpContext, string>(http => Bytes(OverloadLimit.Who(http, out var isKey), ShareOf(isKey))),
            PartitionedRateLimiter.Create<HttpContext, string>(_ => Bytes("", _options.MaxAnswerBytes)));
    }

    /// <summary>Takes room for an answer, at once or not at all. An answer larger than the caller's whole share takes all of it.</summary>
    public RateLimitLease TakeRoom(HttpContext http, int bytes)
    {
        OverloadLimit.Who(http, out var isKey);
        return _limiter.AttemptAcquire(http, Math.Min(bytes, Math.Min(ShareOf(isKey), _options.MaxAnswerBytes)));
    }

    public void Dispose() => _limiter.Dispose();

    private static RateLimitPartition<string> Bytes(string who, int limit) =>
        RateLimitPartition.GetConcurrencyLimiter(who, _ => new() { PermitLimit = limit, QueueLimit = 0 });

    private int ShareOf(bool isKey) => isKey ? _options.MaxAnswerBytesPerKey : _options.MaxAnswerBytesPerUser;
}
