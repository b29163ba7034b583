namespace OrleansRealtime.LiveStreams.Subscribing;

/// <summary>
/// Pushes that came before their turn. Between processes that is no rare thing: Orleans hands each message that a connection brings to the
/// thread pool on its own, so two that were sent one right after the other change places. Pure, and bounded.
/// </summary>
internal sealed class ReorderBuffer(QueueBudget budget)
{
    /// <summary>Longer than messages of one burst are apart, and too short for anybody to see.</summary>
    public static readonly TimeSpan HoldFor = TimeSpan.FromMilliseconds(50);

    /// <summary>More than 64 pushes of one stream within 50 ms, with one missing before them, is a loss and no change of places.</summary>
    public const int MaxBatches = 64;

    private readonly List<LiveBatch> _held = [];

    public bool IsEmpty => _held.Count == 0;

    public bool TryHold(LiveBatch batch)
    {
        if (_held.Count >= MaxBatches || !budget.TryTake(batch.Items.Length)) return false;
        _held.Add(batch);
        return true;
    }

    /// <summary>Takes out the earliest that is ready.</summary>
    public LiveBatch? TakeReady(Func<LiveBatch, bool> isReady)
    {
        var batch = _held.Where(isReady).MinBy(held => held.First);
        if (batch is null) return null;
        _held.Remove(batch);
        budget.Return(batch.Items.Length);
        return batch;
    }
}
