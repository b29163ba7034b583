using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Gateway.Inbox;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>The feed of a connection's user, from which the connection is told its badge and all that follows.</summary>
internal sealed class FollowedUser(UserKey key, ConnectionLife life, GatewayServices services)
{
    private UserFeed? _feed;

    /// <summary>Has the connection told as soon as the user's grain can be heard.</summary>
    public async Task FollowAsync(IUserConnection connection)
    {
        for (var failures = 1; !life.IsOver; failures++)
        {
            var feed = services.Users.Hold(key);
            if (await feed.OpenAsync())
            {
                bool isLate;
                lock (life.Gate)
                {
                    isLate = life.IsOver;
                    if (!isLate) _feed = feed;
                }

                if (isLate) services.Users.Release(key, feed);
                else feed.Attach(connection);
                return;
            }

            services.Users.Release(key, feed);
            var pause = Jitter.Pause(failures, services.Options.RetryFirst, services.Options.RetryMax);
            await Task.Delay(pause, services.Time, life.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Lets go of the feed. Called when the connection's life is over.</summary>
    public void Leave(IUserConnection connection)
    {
        UserFeed? feed;
        lock (life.Gate) (feed, _feed) = (_feed, null);
        if (feed is null) return;
        feed.Detach(connection);
        services.Users.Release(key, feed);
    }
}
