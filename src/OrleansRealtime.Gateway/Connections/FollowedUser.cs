using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Gateway.Inbox;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>The feed of a connection's user, from which the connection is told its badge and all that follows.</summary>
internal sealed class FollowedUser(UserKey key, ConnectionLife life, GatewayServices services)
{
    private UserFeed? _feed;

    /// <summary>Whether the connection is told what happens to its user.</summary>
    public bool IsHeard
    {
        get
        {
            lock (life.Gate) return _feed is not null;
        }
    }

    /// <summary>Has the connection told as soon as the user's grain can be heard.</summary>
    public async Task FollowAsync(IUserConnection connection)
    {
        for (var failures = 1; !life.IsOver; failures++)
        {
            var feed = services.Users.Hold(key);
            if (await feed.OpenAsync())
            {
                feed.Attach(connection);
                lock (life.Gate)
                {
                    if (!life.IsOver)
                    {
                        _feed = feed;
                        return;
                    }
                }

                // Meanwhile the connection ended, and nobody else would let go of it.
                feed.Detach(connection);
                services.Users.Release(key, feed);
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
