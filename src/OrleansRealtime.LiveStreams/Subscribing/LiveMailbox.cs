namespace OrleansRealtime.LiveStreams.Subscribing;

/// <summary>
/// The order domain of one stream: pushes, leases and new observers go in from any thread and come out one after the other on the thread
/// pool. Putting in never waits. An idle mailbox holds no task, because a process has thousands.
/// </summary>
internal sealed class LiveMailbox(int limit, QueueBudget budget, LiveMailbox.IReceiver receiver) : IThreadPoolWorkItem
{
    private readonly Queue<object> _queue = new();
    private int _events;
    private bool _running;
    private LiveBatch? _dropped;

    /// <summary>Handles what comes out, one call at a time. Must not throw.</summary>
    internal interface IReceiver
    {
        void OnObserver(LocalObserver observer);

        Task OnBatchAsync(LiveBatch batch);

        Task OnLeaseAsync(LiveLease lease);

        /// <summary>What <see cref="LiveMailbox.PostHeldTooLong"/> put in.</summary>
        Task OnHeldTooLongAsync();

        /// <summary>Room was lacking: this was the last batch to be dropped. Told when everything before it was handled.</summary>
        Task OnDroppedAsync(LiveBatch last);
    }

    /// <returns>False when there is no room. The newest is dropped, so that what is delivered stays in order with one gap after
    /// it.</returns>
    public bool TryPost(LiveBatch batch)
    {
        lock (_queue)
        {
            var count = batch.Items.Length;
            // A batch longer than the limit still passes an empty queue, or it never would.
            var fits = (_events == 0 || _events + count <= limit) && budget.TryTake(count);
            if (fits)
            {
                _events += count;
                _queue.Enqueue(batch);
            }
            else
            {
                _dropped = batch;
            }

            Start();
            return fits;
        }
    }

    /// <summary>
    /// Leases are few, one per call to the owner, and calls are made one at a time; a full queue leaves them out all the same.
    /// </summary>
    public void Post(LiveLease lease)
    {
        lock (_queue)
        {
            if (_queue.Count > limit) return;
            _queue.Enqueue(lease);
            Start();
        }
    }

    public void Post(LocalObserver observer)
    {
        lock (_queue)
        {
            _queue.Enqueue(observer);
            Start();
        }
    }

    /// <summary>What was held back for its turn waited long enough.</summary>
    public void PostHeldTooLong()
    {
        lock (_queue)
        {
            _queue.Enqueue(HeldTooLong.Mark);
            Start();
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private void Start()
    {
        if (_running) return;
        _running = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task DrainAsync()
    {
        while (TryNext(out var entry, out var isDropped))
        {
            switch (entry)
            {
                case LiveBatch batch when isDropped:
                    await receiver.OnDroppedAsync(batch);
                    break;
                case LiveBatch batch:
                    await receiver.OnBatchAsync(batch);
                    Release(batch.Items.Length);
                    break;
                case LocalObserver observer:
                    receiver.OnObserver(observer);
                    break;
                case HeldTooLong:
                    await receiver.OnHeldTooLongAsync();
                    break;
                case LiveLease lease:
                    await receiver.OnLeaseAsync(lease);
                    break;
            }
        }
    }

    private bool TryNext(out object? entry, out bool isDropped)
    {
        lock (_queue)
        {
            isDropped = false;
            if (_queue.TryDequeue(out entry)) return true;
            entry = _dropped;
            _dropped = null;
            isDropped = entry is not null;
            _running = isDropped;
            return isDropped;
        }
    }

    // Only after it was handled: what an observer is busy with still takes memory.
    private void Release(int events)
    {
        budget.Return(events);
        lock (_queue) _events -= events;
    }

    private sealed class HeldTooLong
    {
        public static readonly HeldTooLong Mark = new();
    }
}
