using System.Diagnostics;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>
/// A few transactions at a time, and one transaction for all whose states wait meanwhile. A statement for sixteen states costs the server a fifth of
/// sixteen statements, and one flush. Who finds a transaction free, as nearly everybody does who is not in a crowd, has it alone and at once.
/// Background writes have places of their own: they share a transaction early, and a write that somebody waits for queues behind none of them.
/// <para>
/// Each write is as alone as in a transaction of its own: it is answered once it is durable, another version is its own conflict, and what somebody
/// else has locked, or what the server refuses, is written again without the others. When a connection is lost, all of its transaction fail, and of
/// each nobody knows whether it happened.
/// </para>
/// </summary>
internal sealed class SharedWrites(IStateWriter writer, TimeProvider time, StorageMetrics? metrics = null)
{
    /// <summary>Transactions at once, beside those of background writes. 4: a server that needs 4 ms for a flush still lets a thousand edits a second
    /// have one each, and with more of them fewer would be shared under load.</summary>
    public const int MaxTransactions = 4;

    /// <summary>Transactions of background writes at once. 1: whatever comes while it runs shares the next, and one process of the server is all that
    /// works beside the edits.</summary>
    public const int MaxBackground = 1;

    /// <summary>The most writes in one transaction. 64: sharing among more saves nothing, and nobody waits long for the work of the others.</summary>
    public const int MaxWrites = 64;

    /// <summary>The most bytes in one transaction, but for a single write that is larger. 1 MiB: large states gain little by sharing.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>How long a transaction takes up a place. One that takes longer waits for somebody's lock, or for a server that hangs; then only the pool of
    /// connections bounds how many there are. 0.25 s: a commit takes some milliseconds.</summary>
    public static readonly TimeSpan MaxPlaceTime = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Lane _foreground = new(MaxTransactions);
    private readonly Lane _background = new(MaxBackground);

    /// <returns>The new version; <c>null</c> when the stored state has another than the grain knows, or is not there.</returns>
    public Task<int?> WriteAsync(StateWrite write)
    {
        var lane = write.Context.IsBackground ? _background : _foreground;
        lock (_gate)
        {
            if (lane.Running == lane.Places)
            {
                var waiting = new Waiting(write);
                lane.Waiting.Enqueue(waiting);
                return waiting.Answer.Task;
            }

            lane.Running++;
        }

        return WriteAtOnceAsync(lane, write);
    }

    private async Task<int?> WriteAtOnceAsync(Lane lane, StateWrite write)
    {
        metrics?.WrittenTogether(1);
        var written = writer.WriteAsync(write);
        await HoldPlaceAsync(lane, written).ConfigureAwait(false);
        return await written.ConfigureAwait(false);
    }

    /// <summary>Waits for the end of a transaction, no longer than it may have a place, and gives that to those who wait. Never fails.</summary>
    private async Task HoldPlaceAsync(Lane lane, Task transaction)
    {
        await transaction.WaitAsync(MaxPlaceTime, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (TakeNext(lane) is { } next) ThreadPool.UnsafeQueueUserWorkItem(BeginAsync, next, preferLocal: false);

        async void BeginAsync(List<Waiting> writes)
        {
            metrics?.WrittenTogether(writes.Count);
            await HoldPlaceAsync(lane, writes is [var only] ? WriteAloneAsync(only) : WriteTogetherAsync(writes)).ConfigureAwait(false);
        }
    }

    private List<Waiting>? TakeNext(Lane lane)
    {
        lock (_gate)
        {
            if (!lane.Waiting.TryDequeue(out var first))
            {
                lane.Running--;
                return null;
            }

            var (writes, bytes) = (new List<Waiting> { first }, first.Bytes);
            while (writes.Count < MaxWrites && lane.Waiting.TryPeek(out var next) && (bytes += next.Bytes) <= MaxBytes) writes.Add(lane.Waiting.Dequeue());
            return writes;
        }
    }

    private async Task WriteTogetherAsync(List<Waiting> writes)
    {
        // A statement is of one trace: that of the write that has waited longest.
        Activity.Current = writes[0].Write.Trace;
        try
        {
            var answers = await writer.WriteTogetherAsync([.. writes.Select(waiting => waiting.Write)]).ConfigureAwait(false);
            foreach (var (waiting, answer) in writes.Zip(answers))
            {
                // Whoever holds it may do so for long: the others behind do not wait for that.
                if (answer.IsPassedOver) _ = WriteAloneAsync(waiting);
                else waiting.Answer.TrySetResult(answer.Version);
            }
        }
        catch (Exception e) when (writer.ConcernsOneWrite(e))
        {
            foreach (var waiting in writes) _ = WriteAloneAsync(waiting);
        }
        catch (Exception e)
        {
            foreach (var waiting in writes) waiting.Answer.TrySetException(e);
        }
    }

    private async Task WriteAloneAsync(Waiting waiting)
    {
        Activity.Current = waiting.Write.Trace;
        try
        {
            waiting.Answer.TrySetResult(await writer.WriteAsync(waiting.Write).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            waiting.Answer.TrySetException(e);
        }
    }

    /// <param name="places">Its transactions at once.</param>
    private sealed class Lane(int places)
    {
        public int Places => places;

        public Queue<Waiting> Waiting { get; } = [];

        public int Running { get; set; }
    }

    private sealed class Waiting(StateWrite write)
    {
        public StateWrite Write { get; } = write;

        public int Bytes { get; } = write.Bytes;

        public TaskCompletionSource<int?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
