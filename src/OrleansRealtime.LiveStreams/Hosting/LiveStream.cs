using System.Collections.Immutable;
using Orleans.Streams;
using OrleansRealtime.LiveStreams.Publishing;
using OrleansRealtime.LiveStreams.Subscribing;

namespace OrleansRealtime.LiveStreams.Hosting;

/// <summary>One stream as its owner publishes to it and as a process subscribes to it. Holds no state: all of it lies behind.</summary>
internal sealed class LiveStream<T>(
    string provider, StreamId streamId, LivePublisherFactory owners, LiveSubscriptions subscriptions) : IAsyncStream<T>
{
    public bool IsRewindable => false;

    public string ProviderName => provider;

    public StreamId StreamId => streamId;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null)
    {
        RefuseToken(token);
        return owners.OwnerOfThisTurn(streamId).PublishAsync([Checked(item)]);
    }

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        RefuseToken(token);
        return owners.OwnerOfThisTurn(streamId).PublishAsync(batch.Select(Checked).ToImmutableArray());
    }

    public Task OnCompletedAsync() => throw new NotSupportedException("A live stream does not end: its owner goes on.");

    public Task OnErrorAsync(Exception ex) => throw new NotSupportedException("A live stream carries events, not errors.");

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) => SubscribeAsync(observer, null);

    public async Task<StreamSubscriptionHandle<T>> SubscribeAsync(
        IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null)
    {
        if (filterData is not null) throw new NotSupportedException("Live streams do not filter.");
        RefuseToken(token);
        return await AttachAsync(new SingleItemObserver<T>(observer));
    }

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer) => SubscribeAsync(observer, null);

    public async Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token)
    {
        RefuseToken(token);
        return await AttachAsync(new BatchObserver<T>(observer));
    }

    /// <summary>The subscriptions of this process; others' are their own.</summary>
    public Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles()
    {
        IList<StreamSubscriptionHandle<T>> handles = subscriptions.ObserversOf(streamId)
            .Where(observer => observer.ItemType == typeof(T))
            .Select(StreamSubscriptionHandle<T> (observer) => new LiveSubscriptionHandle<T>(provider, streamId, subscriptions, observer))
            .ToList();
        return Task.FromResult(handles);
    }

    public bool Equals(IAsyncStream<T>? other) =>
        other is not null && other.ProviderName == provider && other.StreamId.Equals(streamId);

    public int CompareTo(IAsyncStream<T>? other) => other is null ? 1 : streamId.CompareTo(other.StreamId);

    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);

    public override int GetHashCode() => HashCode.Combine(provider, streamId);

    public override string ToString() => $"{provider}:{streamId}";

    private async Task<StreamSubscriptionHandle<T>> AttachAsync(LocalObserver observer)
    {
        await subscriptions.SubscribeAsync(streamId, observer);
        return new LiveSubscriptionHandle<T>(provider, streamId, subscriptions, observer);
    }

    private static object Checked(T item) => item ?? throw new ArgumentNullException(nameof(item), "A live stream carries no null.");

    private static void RefuseToken(StreamSequenceToken? token)
    {
        if (token is null) return;
        throw new ArgumentException("A live stream numbers its own events and cannot be rewound: give no token.", nameof(token));
    }
}
