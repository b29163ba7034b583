namespace OrleansRealtime.LiveStreams.Subscribing;

// All of it runs within the mailbox, but for the timer's callback, which only puts something into it.
internal sealed partial class LiveChannel
{
    private readonly ReorderBuffer _held;
    private ITimer? _holdTimer;

    async Task LiveMailbox.IReceiver.OnBatchAsync(LiveBatch batch)
    {
        if (!_tracker.IsAhead(batch.Epoch, batch.First))
        {
            await TakeAsync(batch);
            await TakeReadyAsync();
        }
        else if (_held.TryHold(batch))
        {
            _holdTimer ??= _time.CreateTimer(
                static channel => ((LiveChannel)channel!)._mailbox.PostHeldTooLong(),
                this,
                ReorderBuffer.HoldFor,
                Timeout.InfiniteTimeSpan);
        }
        else
        {
            await TakeAllAsync();
            await TakeAsync(batch);
        }
    }

    Task LiveMailbox.IReceiver.OnHeldTooLongAsync() => TakeAllAsync();

    /// <summary>What was held back and whose turn it is now.</summary>
    private Task TakeReadyAsync() =>
        _held.IsEmpty ? Task.CompletedTask : TakeHeldAsync(batch => !_tracker.IsAhead(batch.Epoch, batch.First));

    /// <summary>Everything that was held back, in order. What is missing between is lost.</summary>
    private Task TakeAllAsync() => _held.IsEmpty ? Task.CompletedTask : TakeHeldAsync(static _ => true);

    private async Task TakeHeldAsync(Func<LiveBatch, bool> isReady)
    {
        while (_held.TakeReady(isReady) is { } batch) await TakeAsync(batch);
        if (!_held.IsEmpty) return;
        _holdTimer?.Dispose();
        _holdTimer = null;
    }
}
