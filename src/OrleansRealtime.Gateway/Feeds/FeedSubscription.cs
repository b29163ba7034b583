using Orleans.Streams;
using OrleansRealtime.Contracts;
using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Gateway.Feeds;

/// <summary>A subscription to a live stream, in a silo's process or in a client's; ends when it is disposed.</summary>
internal sealed class FeedSubscription<TNews> : IAsyncDisposable
{
    private readonly StreamSubscriptionHandle<TNews> _handle;

    private FeedSubscription(StreamSubscriptionHandle<TNews> handle) => _handle = handle;

    public static async Task<IAsyncDisposable> OpenAsync(
        IClusterClient cluster, string streamNamespace, string key, IFeedListener<TNews> listener)
    {
        var stream = cluster.GetStreamProvider(LiveStreamNames.Provider).GetStream<TNews>(streamNamespace, key);
        return new FeedSubscription<TNews>(await stream.SubscribeAsync(new Observer(listener)));
    }

    public async ValueTask DisposeAsync() => await _handle.UnsubscribeAsync();

    private sealed class Observer(IFeedListener<TNews> listener) : IAsyncObserver<TNews>, ILiveHeadObserver
    {
        public Task OnNextAsync(TNews item, StreamSequenceToken? token = null)
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
