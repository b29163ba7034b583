namespace OrleansRealtime.LiveStreams.Subscribing;

/// <summary>How many events may wait in this process, over all streams.</summary>
internal sealed class QueueBudget(int limit)
{
    private int _used;

    public int Used => Volatile.Read(ref _used);

    public bool TryTake(int events)
    {
        if (Interlocked.Add(ref _used, events) <= limit) return true;
        Return(events);
        return false;
    }

    public void Return(int events) => Interlocked.Add(ref _used, -events);
}
