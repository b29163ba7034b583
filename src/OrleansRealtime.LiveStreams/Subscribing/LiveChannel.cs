using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace OrleansRealtime.LiveStreams.Subscribing;

/// <summary>
/// One stream in this process: its local observers and the delivery to them. How its lease is kept is in LiveChannel.Lease.cs, how their
/// order is in LiveChannel.Order.cs.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim without a wait handle, and a timer that runs once.")]
internal sealed partial class LiveChannel : LiveMailbox.IReceiver
{
    private readonly string _provider;
    private readonly StreamId _stream;
    private readonly LiveMailbox _mailbox;
    private readonly LiveStreamMetrics _metrics;
    private readonly ILogger _logger;

    // Used within the mailbox only.
    private readonly SequenceTracker _tracker = new();

    private LocalObserver[] _observers = [];

    public LiveChannel(
        string provider,
        StreamId stream,
        ILivePublisher publisher,
        ILiveSink sink,
        LiveSinkId sinkId,
        Func<LiveSinkId> nextSinkId,
        LiveStreamOptions options,
        QueueBudget budget,
        LiveStreamMetrics metrics,
        TimeProvider time,
        ILogger logger)
    {
        _provider = provider;
        _stream = stream;
        _publisher = publisher;
        _sink = sink;
        (_sinkId, _nextSinkId) = (sinkId, nextSinkId);
        _callTimeout = options.CallTimeout;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _mailbox = new(options.StreamQueueLimit, budget, this);
        _held = new(budget);
    }

    public StreamId Stream => _stream;

    public IReadOnlyList<LocalObserver> Observers => Volatile.Read(ref _observers);

    public bool HasObservers => Observers.Count > 0;

    /// <summary>
    /// Replaced as a whole, under the lock of <see cref="LiveSubscriptions"/>: a delivery under way keeps the array that it has.
    /// </summary>
    public void SetObservers(IEnumerable<LocalObserver> observers) => Volatile.Write(ref _observers, [.. observers]);

    /// <summary>From what is pushed after this on, the observer takes part.</summary>
    public void Add(LocalObserver observer)
    {
        SetObservers(Observers.Append(observer));
        _mailbox.Post(observer);
    }

    public void Post(LiveBatch batch)
    {
        if (_mailbox.TryPost(batch)) return;
        _metrics.Dropped(batch.Items.Length, "queue_full");
    }

    void LiveMailbox.IReceiver.OnObserver(LocalObserver observer) => observer.Attach();

    private async Task TakeAsync(LiveBatch batch)
    {
        var (skip, gap) = _tracker.Push(batch.Epoch, batch.First, batch.Items.Length);
        if (gap is { } missing) await TellGapAsync(missing);
        if (skip > 0) _metrics.Dropped(skip, "late");

        var items = batch.Items.AsMemory()[skip..];
        if (items.IsEmpty) return;
        using var activity = LiveStreamTracing.Deliver(batch.Trace);
        foreach (var observer in Volatile.Read(ref _observers)) await DeliverAsync(observer, batch.First + skip, items);
    }

    async Task LiveMailbox.IReceiver.OnLeaseAsync(LiveLease lease)
    {
        // What this lease proves lost need not be waited for, and what was held back for it is not lost.
        if (_tracker.ProvesLoss(lease.Epoch)) await TakeAllAsync();
        var (gap, suspects) = _tracker.Lease(lease.Epoch, lease.Sequence);
        if (gap is { } missing) await TellGapAsync(missing);
        await TakeReadyAsync();
        foreach (var observer in Volatile.Read(ref _observers))
        {
            if (!observer.WantsHead) continue;
            await CallAsync(observer, (target: observer, lease.Head), static call => call.target.OnHeadAsync(call.Head));
        }

        if (suspects) Suspected?.Invoke(this);
    }

    async Task LiveMailbox.IReceiver.OnDroppedAsync(LiveBatch last)
    {
        await TakeAllAsync();
        if (_tracker.Dropped(last.Epoch, last.Last) is not { } missing) return;
        LogOverflow(_stream);
        await TellGapAsync(missing);
    }

    private async Task TellGapAsync(LiveGap gap)
    {
        _metrics.Gap();
        LogGap(_stream, gap.Kind, gap.From, gap.To);
        var exception = new LiveStreamGapException(_stream, gap);
        foreach (var observer in Volatile.Read(ref _observers))
        {
            // The head that comes with the lease tells such an observer exactly what this could only suspect.
            if (gap.Kind == LiveGapKind.OwnerChanged && observer.WantsHead)
            {
                await CallAsync(observer, observer, static target => target.OnOwnerChangedAsync());
                continue;
            }

            await CallAsync(observer, (target: observer, exception), static call => call.target.OnGapAsync(call.exception));
        }
    }

    private async Task DeliverAsync(LocalObserver observer, long first, ReadOnlyMemory<object> items)
    {
        while (!items.IsEmpty)
        {
            var count = Math.Min(items.Length, observer.Batch);
            await CallAsync(
                observer,
                (target: observer, first, items: items[..count]),
                static call => call.target.OnItemsAsync(call.first, call.items));
            first += count;
            items = items[count..];
        }
    }

    // An observer that throws harms itself only.
    private async Task CallAsync<TState>(LocalObserver observer, TState state, Func<TState, Task> call)
    {
        if (!observer.IsAttached) return;
        try
        {
            await call(state);
            observer.IsFailing = false;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _metrics.Failed("observer");
            if (!observer.IsFailing) LogObserverFailed(exception, _stream);
            observer.IsFailing = true;
        }
    }
}
