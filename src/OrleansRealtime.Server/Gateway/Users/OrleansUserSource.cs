using Orleans.Streams;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Users;

namespace OrleansRealtime.Server.Gateway;

/// <summary>Users as Orleans has them, in a silo's process or in a client's.</summary>
internal sealed class OrleansUserSource(IClusterClient cluster) : IUserSource
{
    /// <summary>The largest page. Who missed more than that reads the inbox anew.</summary>
    private const int Page = 100;

    public async Task<IAsyncDisposable> SubscribeAsync(UserKey key, IUserListener listener)
    {
        var stream = cluster.GetStreamProvider(LiveStreamNames.Provider).GetStream<UserNews>(LiveStreamNames.Users, key.ToString());
        return new StreamSubscription<UserNews>(await stream.SubscribeAsync(new Observer(listener)));
    }

    public async Task<UserReading> ReadAsync(UserKey key, long? afterSeq)
    {
        var user = cluster.GetGrain<IUserGrain>(key.ToString());
        var refused = user.TokensRefusedBefore();
        if (afterSeq is not { } seq) return new(await user.Badge(), [], IsWhole: true, await refused);
        // Items and badge of one page belong together: one turn of the grain answers both.
        var page = await user.Inbox(new(Before: null, seq, Page, InboxFilter.All));
        return new(page.Badge, page.Items, page.Next is null, await refused);
    }

    private sealed class Observer(IUserListener listener) : IAsyncObserver<UserNews>, ILiveHeadObserver
    {
        public Task OnNextAsync(UserNews item, StreamSequenceToken? token = null)
        {
            listener.OnNews(item);
            return Task.CompletedTask;
        }

        public Task OnHeadAsync(string head)
        {
            listener.OnHead(head);
            return Task.CompletedTask;
        }

        public Task OnErrorAsync(Exception ex)
        {
            listener.OnLost();
            return Task.CompletedTask;
        }

        public Task OnCompletedAsync() => Task.CompletedTask;
    }
}
