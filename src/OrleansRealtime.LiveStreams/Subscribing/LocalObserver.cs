using Orleans.Streams;

namespace OrleansRealtime.LiveStreams.Subscribing;

/// <summary>
/// One observer in this process, whatever its item type and shape. Called by the stream's mailbox only, one call at a time.
/// </summary>
internal abstract class LocalObserver(object observer)
{
    private const int Coming = 0;
    private const int Attached = 1;
    private const int Gone = 2;

    private int _state = Coming;

    public Guid Id { get; init; } = Guid.NewGuid();

    public abstract Type ItemType { get; }

    public bool WantsHead => observer is ILiveHeadObserver;

    /// <summary>Only then it is called: what was queued before it came, or is still queued when it has gone, is not for it.</summary>
    public bool IsAttached => Volatile.Read(ref _state) == Attached;

    /// <summary>Whether its last call failed, so that an observer that always fails is logged once and not per event.</summary>
    public bool IsFailing { get; set; }

    /// <summary>How many consecutive events one call takes.</summary>
    public abstract int Batch { get; }

    /// <summary>In the stream's order, once; unless it has gone already.</summary>
    public void Attach() => Interlocked.CompareExchange(ref _state, Attached, Coming);

    public void Detach() => Volatile.Write(ref _state, Gone);

    public abstract Task OnItemsAsync(long first, ReadOnlyMemory<object> items);

    public abstract Task OnGapAsync(LiveStreamGapException gap);

    public Task OnHeadAsync(string head) => observer is ILiveHeadObserver heads ? heads.OnHeadAsync(head) : Task.CompletedTask;

    public Task OnOwnerChangedAsync() => observer is ILiveHeadObserver heads ? heads.OnOwnerChangedAsync() : Task.CompletedTask;
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
