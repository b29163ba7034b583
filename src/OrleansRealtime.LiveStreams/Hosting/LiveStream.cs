using System.Collections.Immutable;
using Orleans.Streams;
using OrleansRealtime.LiveStreams.Publishing;
using OrleansRealtime.LiveStreams.Subscribing;

namespace OrleansRealtime.LiveStreams.Hosting;

/// <summary>One stream as its owner publishes to it and as a process subscribes to it. Holds no state: all of it lies behind.</summary>
internal sealed class LiveStream<T>(
    string provider, StreamId streamId, LiveStreamOptions options, IGrainContextAccessor turn, LiveSubscriptions subscriptions)
    : IAsyncStream<T>
{
    public bool IsRewindable => false;

    public string ProviderName => provider;

    public StreamId StreamId => streamId;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null)
    {
        RefuseToken(token);
        return Published().PublishAsync([Checked(item)]);
    }

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        RefuseToken(token);
        return Published().PublishAsync(batch.Select(Checked).ToImmutableArray());
    }

    public Task OnCompletedAsync() => throw new NotSupportedException(
        "A live stream does not end: publish an event that says that nothing more comes.");

    public Task OnErrorAsync(Exception ex) => throw new NotSupportedException(
        "A live stream carries no errors: publish an event that says what went wrong.");

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) => SubscribeAsync(observer, null);

    public async Task<StreamSubscriptionHandle<T>> SubscribeAsync(
        IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null)
    {
        if (filterData is not null)
        {
            throw new NotSupportedException("A live stream does not filter: let the observer skip, or publish each kind to its own stream.");
        }

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
        if (turn.GrainContext.GrainInstance is not null)
        {
            throw new NotSupportedException(
                $"Live stream {this} is for processes to subscribe to: its observers run outside any grain's turns. "
                + "Have the owner call the grains that must know, or use a stream provider with a queue.");
        }

        await subscriptions.SubscribeAsync(streamId, observer);
        return new LiveSubscriptionHandle<T>(provider, streamId, subscriptions, observer);
    }

    private PublishedStream Published() =>
        LivePublisher.OfThisTurn(turn)?.Find(provider, streamId) ?? throw new InvalidOperationException(
            $"Only the grain that owns live stream {this} publishes to it, in its own turns. The owner of this namespace is the grain with "
            + $"interface {options.OwnerOf(streamId)} and the stream's key, if its class is an {nameof(ILiveStreamOwner)}.");

    private static object Checked(T item) => item ?? throw new ArgumentNullException(nameof(item), "A live stream carries no null.");

    private static void RefuseToken(StreamSequenceToken? token)
    {
        if (token is null) return;
        throw new NotSupportedException(
            "A live stream numbers its own events and keeps none: give no token; who subscribes reads the owner's state afterwards.");
    }
}
