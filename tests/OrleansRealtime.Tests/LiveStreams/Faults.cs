using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Tests.LiveStreams;

/// <summary>What goes wrong between an owner and its subscribers. One per silo, set by the test.</summary>
public sealed class Faults
{
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (int Count, TaskCompletionSource Reached) _awaited = (int.MaxValue, new());
    private int _failingCalls;
    private int _waiting;

    /// <summary>The time in which pushes are delayed.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How often each push arrives: 0 lost, 1 as usual, 2 doubled.</summary>
    public Func<LiveBatch, int> Copies { get; set; } = _ => 1;

    /// <summary>Which pushes arrive after the next one that is none of these; the last of them first.</summary>
    public Func<LiveBatch, bool> IsOvertaken { get; set; } = _ => false;

    /// <summary>How long each push is on its way, by itself: those behind it do not wait.</summary>
    public Func<LiveBatch, TimeSpan> Delay { get; set; } = _ => TimeSpan.Zero;

    /// <summary>Which pushes fail.</summary>
    public Func<LiveBatch, bool> PushThrows { get; set; } = _ => false;

    /// <summary>Joins and renewals do not answer until <see cref="Clear"/>.</summary>
    public bool CallsHang { get; set; }

    /// <summary>Leaves arrive when this has completed.</summary>
    public Task LeavesArrive { get; set; } = Task.CompletedTask;

    /// <summary>The first leave that arrived since <see cref="Clear"/>.</summary>
    public TaskCompletionSource LeaveArrived { get; private set; } = TestKit.Waiting.Signal();

    /// <summary>The next join or renewal to arrive.</summary>
    public Task NextCall => _called.Task;

    /// <summary>That many joins and renewals fail.</summary>
    public void FailCalls(int count) => Volatile.Write(ref _failingCalls, count);

    /// <summary>Joins and renewals that hang now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Until so many hang.</summary>
    public Task CallsWaiting(int count)
    {
        _awaited = (count, new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Waiting >= count) _awaited.Reached.TrySetResult();
        return _awaited.Reached.Task;
    }

    public void Clear()
    {
        Volatile.Write(ref _waiting, 0);
        Copies = _ => 1;
        IsOvertaken = _ => false;
        Delay = _ => TimeSpan.Zero;
        PushThrows = _ => false;
        CallsHang = false;
        (LeavesArrive, LeaveArrived) = (Task.CompletedTask, TestKit.Waiting.Signal());
        FailCalls(0);
        _released.TrySetResult();
        _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public Task OnCallAsync()
    {
        Interlocked.Exchange(ref _called, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        if (CallsHang)
        {
            if (Interlocked.Increment(ref _waiting) >= _awaited.Count) _awaited.Reached.TrySetResult();
            return _released.Task;
        }

        if (Interlocked.Decrement(ref _failingCalls) >= 0) throw new InvalidOperationException("Failed by the test.");
        return Task.CompletedTask;
    }
}

internal sealed class FaultySink(ILiveSink sink, Faults faults) : ILiveSink
{
    private readonly Stack<LiveBatch> _held = [];

    /// <summary>Whether the process is told that an owner goes away.</summary>
    public Func<bool> HearsOfGoingAway { get; init; } = () => true;

    public async Task Push(LiveBatch batch)
    {
        if (faults.PushThrows(batch)) throw new InvalidOperationException("Failed by the test.");
        _held.Push(batch);
        if (faults.IsOvertaken(batch)) return;
        while (_held.TryPop(out var next))
        {
            for (var copies = faults.Copies(next); copies > 0; copies--)
            {
                if (faults.Delay(next) is var delay && delay == TimeSpan.Zero) await sink.Push(next);
                else _ = PushLaterAsync(next, delay);
            }
        }
    }

    public Task Renew(StreamId stream, string epoch) => HearsOfGoingAway() ? sink.Renew(stream, epoch) : Task.CompletedTask;

    private async Task PushLaterAsync(LiveBatch batch, TimeSpan delay)
    {
        await Task.Delay(delay, faults.Time);
        await sink.Push(batch);
    }
}
