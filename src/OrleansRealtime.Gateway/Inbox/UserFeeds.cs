using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Gateway.Feeds;

namespace OrleansRealtime.Gateway.Inbox;

/// <summary>The users that are connected to this process.</summary>
internal sealed class UserFeeds : FeedTable<UserKey, UserFeed>
{
    private readonly Func<UserKey, UserFeed> _create;

    /// <param name="tokensRefused">Told once when a user's tokens were refused, before the user's connections are closed.</param>
    public UserFeeds(
        IUserSource source,
        Action<UserKey> tokensRefused,
        IOptions<GatewayOptions> options,
        TimeProvider time,
        GatewayMetrics metrics,
        ILogger<UserFeed> logger)
        : base(time)
    {
        _create = key => new(key, source, tokensRefused, options.Value, Warnings, time, metrics, logger);
        metrics.Observe("gateway.users", "Users that the process follows", () => Count);
    }

    protected override UserFeed Create(UserKey key) => _create(key);
}
