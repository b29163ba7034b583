using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Server.Auth;

/// <summary>Tells whether a user's token was refused after it had been issued. The user's grain knows; an answer is good for a second, so
/// that a user's requests are not each two calls.</summary>
public sealed class TokenRefusals(IGrainFactory grains, IOptions<GatewayOptions> options, ClusterClock clock, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    /// <summary>100,000 users within one second are more than one process serves; about 20 MB.</summary>
    private const int MaxUsers = 100_000;

    private readonly ExpiringCache<UserKey, DateTimeOffset?> _refusedBefore = new(Age, MaxUsers, time);

    /// <exception cref="Exception">The grain cannot say; nobody takes that for a no.</exception>
    public async ValueTask<bool> IsRefusedAsync(string workspace, string user, DateTimeOffset issuedAt)
    {
        var before = await _refusedBefore.GetAsync(
            new(workspace, user),
            key => TwoTries.AskAsync(() => grains.GetGrain<IUserGrain>(key.ToString()).TokensRefusedBefore(), options.Value.CallTimeout, time));
        return issuedAt < before;
    }

    /// <summary>Refuses the user's tokens issued until now, by whichever process; stored when this returns. A token issued after that is good.</summary>
    public async Task RefuseAsync(string workspace, string user)
    {
        var key = new UserKey(workspace, user);
        await grains.GetGrain<IUserGrain>(key.ToString()).RefuseTokens(await clock.StampAsync(time));
        Forget(workspace, user);
    }

    /// <summary>Asks again the next time: something new is known of this user's tokens.</summary>
    public void Forget(string workspace, string user) => _refusedBefore.Remove(new(workspace, user));
}
