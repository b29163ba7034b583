using OrleansRealtime.Consistency.Faults;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Grains;

/// <summary>What goes wrong is set by the test; each fault strikes the next write only. Deleting rows is one of the steps at which a test has the
/// process die, and rows that are read are counted.</summary>
public sealed class StorageFaults : IStorageFaults
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

    /// <summary>Whether the last write was a background one.</summary>
    public bool WasBackground { get; private set; }

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

    /// <summary>What else happens just before rows are read.</summary>
    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;

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

    async Task<T> IStorageFaults.ReadAsync<T>(string what, Func<Task<T>> read)
    {
        await BeforeRead();
        var result = await read();
        var rows = result switch { GrainRow => 1, IReadOnlyList<GrainRow> list => list.Count, GrainRowPage page => page.Rows.Count, _ => 0 };
        Interlocked.Add(ref _rowsRead, rows);
        return result;
    }

    Task IStorageFaults.WriteAsync(GrainWrite write) => StepAsync(() => WriteAsync(write));

    Task IStorageFaults.DeleteAsync(string what, Func<Task> delete) => StepAsync(async () =>
    {
        await BeforeDelete();
        await delete();
    });

    private async Task WriteAsync(GrainWrite write)
    {
        WasBackground = write.IsBackground;
        if (TakeHold() is { } hold)
        {
            hold.Reached.TrySetResult();
            await hold.Released.Task;
        }

        switch (TakeNext())
        {
            case StorageFault.FailBefore:
                throw new IOException("The test lets the write fail.");
            case StorageFault.FailAfter:
                await write.CommitAsync();
                throw new IOException("The test loses the answer of a write that was committed.");
            case StorageFault.Lose:
                CommitLate = write.Detach();
                throw new TimeoutException("The test lets the write time out; it is still on its way.");
            default:
                await write.CommitAsync();
                break;
        }
    }

    private async Task StepAsync(Func<Task> store)
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

    private HeldWrite? TakeHold()
    {
        lock (_lock)
        {
            Writes++;
            var hold = _hold;
            _hold = null;
            return hold;
        }
    }

    private StorageFault TakeNext()
    {
        lock (_lock)
        {
            var next = _next;
            _next = StorageFault.None;
            return next;
        }
    }
}

public enum StorageFault
{
    None,
    FailBefore,
    FailAfter,
    Lose,
}

public sealed class HeldWrite
{
    public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
