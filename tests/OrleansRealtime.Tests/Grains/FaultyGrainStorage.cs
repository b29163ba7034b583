using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansRealtime.Tests.Grains;

/// <summary>The real storage with faults in front of it, set by the test; each strikes the next write only.</summary>
public sealed class FaultyGrainStorage(IGrainStorage inner, StorageFaults faults) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, grainId, grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Interlocked.Increment(ref faults.Writes);
        if (Interlocked.Exchange(ref faults.Hold, null) is { } hold)
        {
            hold.Reached.TrySetResult();
            await hold.Released.Task;
        }

        if (Take(ref faults.FailBefore)) throw new IOException("The test lets the write fail.");
        if (Take(ref faults.Lose))
        {
            var late = new LateState<T>(grainState);
            faults.CommitLate = () => inner.WriteStateAsync(stateName, grainId, late);
            throw new TimeoutException("The test lets the write time out; it is still on its way.");
        }

        await inner.WriteStateAsync(stateName, grainId, grainState);
        if (Take(ref faults.FailAfter)) throw new IOException("The test loses the answer of a write that was committed.");
    }

    private static bool Take(ref bool fault) => Interlocked.Exchange(ref fault, false);

    private sealed class LateState<T>(IGrainState<T> source) : IGrainState<T>
    {
        public T State { get; set; } = source.State;

        public string? ETag { get; set; } = source.ETag;

        public bool RecordExists { get; set; } = source.RecordExists;
    }
}

/// <summary>What goes wrong with the next write.</summary>
public sealed class StorageFaults
{
    public int Writes;
    public bool FailBefore;
    public bool FailAfter;
    public bool Lose;
    public HeldWrite? Hold;

    /// <summary>Commits the write that was lost.</summary>
    public Func<Task> CommitLate { get; set; } = () => throw new InvalidOperationException("No write was lost.");

    public HeldWrite HoldNext() => Hold = new();
}

public sealed class HeldWrite
{
    public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
