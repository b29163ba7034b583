using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway;

namespace OrleansRealtime.Server.Hub;

/// <summary>How many hub connections are open of each user and from each address, on whatever transport: one user, or one machine with many users'
/// tokens, must not take those of the others.</summary>
internal sealed class ConnectionLimits : IDisposable
{
    private readonly PartitionedRateLimiter<Client> _limiter;

    public ConnectionLimits(IOptions<GatewayOptions> options)
    {
        var (perUser, perAddress) = (options.Value.MaxConnectionsPerUser, options.Value.MaxConnectionsPerAddress);
        _limiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<Client, UserKey>(client => RateLimitPartition.GetConcurrencyLimiter(client.User, _ => AtMost(perUser))),
            PartitionedRateLimiter.Create<Client, string>(client => IsKnown(client.Address)
                ? RateLimitPartition.GetConcurrencyLimiter(ClientAddress.Of(client.Address), _ => AtMost(perAddress))
                : RateLimitPartition.GetNoLimiter("")));
    }

    /// <summary>Counts a connection until the answer is disposed of; one that is not acquired is one too many.</summary>
    public RateLimitLease Open(UserKey user, IPAddress? address) => _limiter.AttemptAcquire(new(user, address));

    public void Dispose() => _limiter.Dispose();

    private static ConcurrencyLimiterOptions AtMost(int connections) => new() { PermitLimit = connections, QueueLimit = 0 };

    // This machine's own address is that of a proxy which does not say for whom it comes: of all users.
    private static bool IsKnown(IPAddress? address) => address is not null && !IPAddress.IsLoopback(address);

    private readonly record struct Client(UserKey User, IPAddress? Address);
}
