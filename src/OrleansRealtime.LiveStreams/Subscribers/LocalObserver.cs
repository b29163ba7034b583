using Orleans.Streams;

namespace OrleansRealtime.LiveStreams;

/// <summary>One observer in this process, whatever its item type and shape. Called by the stream's mailbox only, one call at a time.</summary>
internal abstract class LocalObserver(object observer)
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public abstract Type ItemType { get; }

    public bool WantsHead => observer is ILiveHeadObserver;

    /// <summary>False once unsubscribed: what is still queued for it is not delivered.</summary>
    public volatile bool IsActive = true;

    /// <summary>Whether its last call failed, so that an observer that always fails is logged once and not per event.</summary>
    public bool IsFailing { get; set; }

    /// <summary>How many consecutive events one call takes.</summary>
    public abstract int Batch { get; }

    public abstract Task OnItemsAsync(long first, ReadOnlyMemory<object> items);

    public abstract Task OnGapAsync(LiveStreamGapException gap);

    public Task OnHeadAsync(string head) => observer is ILiveHeadObserver heads ? heads.OnHeadAsync(head) : Task.CompletedTask;
}

internal sealed class SingleItemObserver<T>(IAsyncObserver<T> observer) : LocalObserver(observer)
{
    public override Type ItemType => typeof(T);

    public override int Batch => 1;

    public override Task OnItemsAsync(long first, ReadOnlyMemory<object> items) =>
        observer.OnNextAsync((T)items.Span[0], new LiveSequenceToken(first));

    public override Task OnGapAsync(LiveStreamGapException gap) => observer.OnErrorAsync(gap);
}

internal sealed class BatchObserver<T>(IAsyncBatchObserver<T> observer) : LocalObserver(observer)
{
    public override Type ItemType => typeof(T);

    public override int Batch => int.MaxValue;

    public override Task OnItemsAsync(long first, ReadOnlyMemory<object> items)
    {
        var sequential = new List<SequentialItem<T>>(items.Length);
        for (var i = 0; i < items.Length; i++) sequential.Add(new((T)items.Span[i], new LiveSequenceToken(first + i)));
        return observer.OnNextAsync(sequential);
    }

    public override Task OnGapAsync(LiveStreamGapException gap) => observer.OnErrorAsync(gap);
}
