using Orleans.Streams;
using OrleansRealtime.Entities;
using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Server.Gateway;

/// <summary>Entities as Orleans has them, in a silo's process or in a client's.</summary>
internal sealed class OrleansEntitySource(IClusterClient cluster) : IEntitySource
{
    public async Task<IAsyncDisposable> SubscribeAsync(EntityKey key, IEntityListener listener)
    {
        var stream = cluster.GetStreamProvider(LiveStreamNames.Provider).GetStream<EntityNews>(LiveStreamNames.Entities, key.ToString());
        return new StreamSubscription<EntityNews>(await stream.SubscribeAsync(new Observer(listener)));
    }

    public Task<EntityCatchUp> CatchUpAsync(EntityKey key, Position? since) =>
        cluster.GetGrain<IEntityGrain>(key.ToString()).CatchUp(since);

    private sealed class Observer(IEntityListener listener) : IAsyncObserver<EntityNews>, ILiveHeadObserver
    {
        public Task OnNextAsync(EntityNews item, StreamSequenceToken? token = null)
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

/// <summary>A subscription that ends when it is disposed.</summary>
internal sealed class StreamSubscription<T>(StreamSubscriptionHandle<T> handle) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await handle.UnsubscribeAsync();
}
