using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Hub;

/// <summary>How many hub connections are open of each user and from each address, on whatever transport: one user, or one machine with many users'
/// tokens, must not take those of the others. One too many is told so, which a client can only be once it is connected; what is not connected
/// yet, or never will be, is bounded by its requests.</summary>
internal sealed class ConnectionLimits : IDisposable
{
    /// <summary>The most requests that a connection has under way: a poll, a call, and the one that ends it.</summary>
    private const int RequestsPerConnection = 3;

    private static readonly Problem TooMany =
        Problem.Of(ProblemCodes.Overloaded, "This caller has as many requests as it may.") with { Limit = RequestLimits.HubRequests };

    private readonly LimiterChain<Client> _connections;
    private readonly LimiterChain<Client> _requests;

    public ConnectionLimits(IOptions<GatewayOptions> options)
    {
        var (perUser, perAddress) = (options.Value.MaxConnectionsPerUser, options.Value.MaxConnectionsPerAddress);
        _connections = AtMost(perUser, perAddress);
        _requests = AtMost(RequestsPerConnection * perUser, RequestsPerConnection * perAddress);
    }

    /// <summary>Counts a connection until the answer is disposed of; one that is not acquired is one too many.</summary>
    public RateLimitLease Open(UserKey user, IPAddress? address) => _connections.AttemptAcquire(new(user, address));

    /// <summary>Refuses requests of who has as many under way as all connections together may have.</summary>
    public RequestDelegate Guard(RequestDelegate next) => async http =>
    {
        var caller = Caller.Of(http.User);
        using var request = _requests.AttemptAcquire(new(new(caller.Workspaces[0], caller.User!), http.Connection.RemoteIpAddress));
        if (request.IsAcquired) await next(http);
        else await TooMany.ExecuteAsync(http);
    };

    public void Dispose()
    {
        _connections.Dispose();
        _requests.Dispose();
    }

    private static LimiterChain<Client> AtMost(int perUser, int perAddress) => new(
        PartitionedRateLimiter.Create<Client, UserKey>(client => RateLimitPartition.GetConcurrencyLimiter(client.User, _ => AtMost(perUser))),
        PartitionedRateLimiter.Create<Client, string>(client => IsKnown(client.Address)
            ? RateLimitPartition.GetConcurrencyLimiter(ClientAddress.Of(client.Address), _ => AtMost(perAddress))
            : RateLimitPartition.GetNoLimiter("")));

    private static ConcurrencyLimiterOptions AtMost(int count) => new() { PermitLimit = count, QueueLimit = 0 };

    // This machine's own address is that of a proxy which does not say for whom it comes: of all users.
    private static bool IsKnown(IPAddress? address) => address is not null && !IPAddress.IsLoopback(address);

    private readonly record struct Client(UserKey User, IPAddress? Address);
}
