using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>A share of the calls for each caller, so that none stops the others: so many at once, past which a few wait for a place, and so many a second,
/// past which they are turned away. A caller is an API key, which has no bound a second, a user in a workspace or, of those who do not say who they
/// are, an address. What all of them together may have at once is <see cref="CallPermits"/>. Of the hub only those requests are counted that open a
/// connection: one that is open lasts, and bounds itself. Health and files are not.</summary>
internal sealed class OverloadLimit : IDisposable
{
    private static readonly Problem TooMany =
        Problem.Of(ProblemCodes.Overloaded, "This caller has as many requests as it may.") with { Limit = RequestLimits.Caller };

    private readonly LimiterChain<HttpContext> _shares;

    public OverloadLimit(IOptions<ApiOptions> api) => _shares = new(
        PartitionedRateLimiter.Create<HttpContext, string>(http => AtOnce(http, api.Value)),
        PartitionedRateLimiter.Create<HttpContext, string>(http => PerSecond(http, api.Value)));

    /// <summary>Lets a request on when its caller has a place for it, which may take until another one of the caller's ends.</summary>
    public async Task LimitAsync(HttpContext http, RequestDelegate next)
    {
        var place = _shares.AttemptAcquire(http);
        try
        {
            if (!place.IsAcquired) place = await _shares.AcquireAsync(http, http.RequestAborted);
            if (place.IsAcquired) await next(http);
            else await TooMany.ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (!place.IsAcquired && http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        finally
        {
            place.Dispose();
        }
    }

    public void Dispose() => _shares.Dispose();

    private static RateLimitPartition<string> AtOnce(HttpContext http, ApiOptions options) => Limited(http)
        ? RateLimitPartition.GetConcurrencyLimiter(Who(http, out var isKey), _ => new()
        {
            PermitLimit = isKey ? options.MaxCallsPerKey : options.MaxCallsPerUser,
            QueueLimit = isKey ? options.MaxWaitingCalls : options.MaxCallsPerUser,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        })
        : RateLimitPartition.GetNoLimiter("");

    /// <summary>A server that imports goes as fast as it is answered; a user and a stranger have no reason to.</summary>
    private static RateLimitPartition<string> PerSecond(HttpContext http, ApiOptions options) =>
        (Limited(http) || OpensConnection(http)) && Who(http, out var isKey) is var who && !isKey
        ? RateLimitPartition.GetTokenBucketLimiter(OpensConnection(http) ? $"hub {who}" : who, _ => new()
        {
            TokenLimit = 10 * options.UserCallsPerSecond,
            TokensPerPeriod = options.UserCallsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        })
        : RateLimitPartition.GetNoLimiter("");

    private static bool Limited(HttpContext http) => http.Request.Path.StartsWithSegments("/v1");

    /// <summary>Negotiates, or opens a WebSocket without: requests of a connection that is there name it. Where one negotiates, SignalR passes over a
    /// name.</summary>
    private static bool OpensConnection(HttpContext http) => http.Request.Path.StartsWithSegments("/hub", out var rest)
        && (rest.StartsWithSegments("/negotiate") || HubAddress.ConnectionOf(http) is null);

    /// <summary>Whose share a call takes.</summary>
    public static string Who(HttpContext http, out bool isKey)
    {
        var caller = http.User.Identity is { IsAuthenticated: true } ? Caller.Of(http.User) : null;
        isKey = caller is { Kind: CallerKind.Key };
        return caller is null ? $"address {ClientAddress.Of(http.Connection.RemoteIpAddress)}" : caller.LimitedAs;
    }
}
