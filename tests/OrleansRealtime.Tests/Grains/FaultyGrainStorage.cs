using Orleans.Storage;

namespace OrleansRealtime.Tests.Grains;

/// <summary>The real storage with faults in front of it, set by the test; each strikes the next write only.</summary>
public sealed class FaultyGrainStorage(IGrainStorage inner, StorageFaults faults) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, grainId, grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        faults.StepAsync(() => WriteAsync(stateName, grainId, grainState));

    private async Task WriteAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (faults.TakeHold() is { } hold)
        {
            hold.Reached.TrySetResult();
            await hold.Released.Task;
        }

        switch (faults.TakeNext())
        {
            case StorageFault.FailBefore:
                throw new IOException("The test lets the write fail.");
            case StorageFault.FailAfter:
                await inner.WriteStateAsync(stateName, grainId, grainState);
                throw new IOException("The test loses the answer of a write that was committed.");
            case StorageFault.Lose:
                var late = new LateState<T>(grainState);
                faults.CommitLate = () => inner.WriteStateAsync(stateName, grainId, late);
                throw new TimeoutException("The test lets the write time out; it is still on its way.");
            default:
                await inner.WriteStateAsync(stateName, grainId, grainState);
                break;
        }
    }

    private sealed class LateState<T>(IGrainState<T> source) : IGrainState<T>
    {
        [System.Diagnostics.CodeAnalysis.AllowNull]
        public T State { get; set; } = source.State!;

        public string? ETag { get; set; } = source.ETag;

        public bool RecordExists { get; set; } = source.RecordExists;
    }
}

public enum StorageFault
{
    None,
    FailBefore,
    FailAfter,
    Lose,
}

/// <summary>What goes wrong with the next write.</summary>
public sealed class StorageFaults
{
    private readonly Lock _lock = new();
    private StorageFault _next;
    private HeldWrite? _hold;
    private TaskCompletionSource _crash = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _stepsLeft = int.MaxValue;
    private bool _crashesBefore;
    private int _rowsRead;

    /// <summary>How many writes were asked for.</summary>
    public int Writes { get; private set; }

    /// <summary>How many rows were read.</summary>
    public int RowsRead => _rowsRead;

    /// <summary>Strikes the next write.</summary>
    public StorageFault Next
    {
        set
        {
            lock (_lock) _next = value;
        }
    }

    /// <summary>Commits the write that was lost.</summary>
    public Func<Task> CommitLate { get; set; } = () => throw new InvalidOperationException("No write was lost.");

    /// <summary>What else happens just before rows are deleted.</summary>
    public Func<Task> BeforeDelete { get; set; } = () => Task.CompletedTask;

    /// <summary>Stops the next write until it is released.</summary>
    public HeldWrite HoldNext()
    {
        lock (_lock) return _hold = new();
    }

    /// <summary>Has the process die at a step: of what it stores from now on, the first, the second and so on. From then on it stores nothing,
    /// until <see cref="Revive"/>.</summary>
    /// <param name="before">The step itself is not stored; else only its answer is lost.</param>
    /// <returns>Completes at that step.</returns>
    public Task CrashAt(int step, bool before)
    {
        lock (_lock)
        {
            (_stepsLeft, _crashesBefore) = (step, before);
            _crash = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _crash.Task;
        }
    }

    public void Revive()
    {
        lock (_lock) _stepsLeft = int.MaxValue;
    }

    internal async Task StepAsync(Func<Task> store)
    {
        int left;
        lock (_lock) left = _stepsLeft == int.MaxValue ? _stepsLeft : --_stepsLeft;
        if (left < 0 || (left == 0 && _crashesBefore))
        {
            _crash.TrySetResult();
            throw new IOException("The test has the process dead.");
        }

        await store();
        if (left > 0) return;
        _crash.TrySetResult();
        throw new IOException("The test has the process die with the answer.");
    }

    internal void CountRows(int rows) => Interlocked.Add(ref _rowsRead, rows);

    internal HeldWrite? TakeHold()
    {
        lock (_lock)
        {
            Writes++;
            var hold = _hold;
            _hold = null;
            return hold;
        }
    }

    internal StorageFault TakeNext()
    {
        lock (_lock)
        {
            var next = _next;
            _next = StorageFault.None;
            return next;
        }
    }
}

public sealed class HeldWrite
{
    public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
