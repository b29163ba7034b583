using Orleans.Streams;
using OrleansRealtime.Contracts;
using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Gateway.Feeds;

/// <summary>A subscription to a live stream, in a silo's process or in a client's; ends when it is disposed.</summary>
internal sealed class FeedSubscription<TEvent> : IAsyncDisposable
{
    private readonly StreamSubscriptionHandle<TEvent> _handle;

    private FeedSubscription(StreamSubscriptionHandle<TEvent> handle) => _handle = handle;

    public static async Task<IAsyncDisposable> OpenAsync(
        IClusterClient cluster, string streamNamespace, string key, IFeedListener<TEvent> listener)
    {
        var stream = cluster.GetStreamProvider(LiveStreamNames.Provider).GetStream<TEvent>(streamNamespace, key);
        return new FeedSubscription<TEvent>(await stream.SubscribeAsync(new Observer(listener)));
    }

    public async ValueTask DisposeAsync() => await _handle.UnsubscribeAsync();

    private sealed class Observer(IFeedListener<TEvent> listener) : IAsyncObserver<TEvent>, ILiveHeadObserver
    {
        public Task OnNextAsync(TEvent item, StreamSequenceToken? token = null)
        {
            listener.OnEvent(item);
            return Task.CompletedTask;
        }

        public Task OnHeadAsync(string head)
        {
            listener.OnHead(head);
            return Task.CompletedTask;
        }

        public Task OnOwnerChangedAsync()
        {
            listener.OnOwnerChanged();
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
