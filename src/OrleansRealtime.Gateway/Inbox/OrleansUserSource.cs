using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway.Feeds;

namespace OrleansRealtime.Gateway.Inbox;

/// <summary>Users as Orleans has them, in a silo's process or in a client's.</summary>
internal sealed class OrleansUserSource(IClusterClient cluster) : IUserSource
{
    /// <summary>The largest page. Who missed more than that reads the inbox anew.</summary>
    private const int Page = 100;

    public Task<IAsyncDisposable> SubscribeAsync(UserKey key, IFeedListener<UserEvent> listener) =>
        FeedSubscription<UserEvent>.OpenAsync(cluster, LiveStreamNames.Users, key.ToString(), listener);

    public async Task<UserReading> ReadAsync(UserKey key, long? afterSeq)
    {
        var user = cluster.GetGrain<IUserGrain>(key.ToString());
        var refused = user.TokensRefusedBefore();
        if (afterSeq is not { } seq) return new(await user.Badge(), [], IsWhole: true, await refused);
        // Items and badge of one page belong together: one turn of the grain answers both.
        var page = await user.Inbox(new(Before: null, seq, Page, InboxFilter.All), CancellationToken.None);
        return new(page.Badge, page.Items, page.Next is null, await refused);
    }
}
