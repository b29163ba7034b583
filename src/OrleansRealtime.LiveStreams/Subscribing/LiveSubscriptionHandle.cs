using Orleans.Streams;

namespace OrleansRealtime.LiveStreams.Subscribing;

/// <summary>One local observer's place on a stream. It belongs to this process and ends with it.</summary>
internal sealed class LiveSubscriptionHandle<T>(
    string provider, StreamId streamId, LiveSubscriptions subscriptions, LocalObserver observer) : StreamSubscriptionHandle<T>
{
    private int _used;

    public override StreamId StreamId => streamId;

    public override string ProviderName => provider;

    public override Guid HandleId => observer.Id;

    public override Task UnsubscribeAsync()
    {
        Use();
        return subscriptions.UnsubscribeAsync(streamId, observer);
    }

    /// <summary>Puts another observer in the place of this handle's, on the same lease. This handle is void afterwards.</summary>
    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> next, StreamSequenceToken? token = null) =>
        ResumeAsync(new SingleItemObserver<T>(next) { Id = observer.Id }, token);

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> next, StreamSequenceToken? token = null) =>
        ResumeAsync(new BatchObserver<T>(next) { Id = observer.Id }, token);

    public override bool Equals(StreamSubscriptionHandle<T>? other) => other is not null && other.HandleId == HandleId;

    private async Task<StreamSubscriptionHandle<T>> ResumeAsync(LocalObserver next, StreamSequenceToken? token)
    {
        if (token is not null) throw new NotSupportedException("A live stream keeps no events: give no token, and read the owner's state.");
        Use();
        if (!subscriptions.TryReplace(streamId, observer, next)) await subscriptions.SubscribeAsync(streamId, next);
        return new LiveSubscriptionHandle<T>(provider, streamId, subscriptions, next);
    }

    private void Use()
    {
        if (Interlocked.Exchange(ref _used, 1) == 1) throw new InvalidOperationException("This subscription handle was already used up.");
    }
}
