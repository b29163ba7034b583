using Orleans.Concurrency;
using Orleans.Storage;

namespace OrleansRealtime.Tests.Engines;

[GenerateSerializer]
public sealed class SpecState
{
    [Id(0)]
    public int Value { get; set; }

    [Id(1)]
    public List<int> Written { get; set; } = [];
}

[GenerateSerializer, Immutable, Alias("spec-stored.v1")]
public sealed record SpecStored([property: Id(0)] int Value, [property: Id(1)] bool Exists, [property: Id(2)] string? Etag);

/// <summary>Keeps state.</summary>
public interface IStateGrain : IGrainWithStringKey
{
    Task<SpecStored> Value();

    Task Write(int value);

    /// <summary>Changes it without writing.</summary>
    Task Change(int value);

    Task Clear();

    Task Reread();

    /// <summary>Writes, and says what became of it instead of letting the exception out.</summary>
    Task<string> TryWrite(int value);

    Task Retire();

    Task WriteThrough(IStateGrain other, int value);

    Task<string> ReachStateOutsideTurns();
}

/// <summary>The same, reentrant.</summary>
public interface IReentrantStateGrain : IGrainWithStringKey
{
    Task Add(int value);
}

public sealed class StateGrain(Probes probes, [PersistentState("spec", "spec")] IPersistentState<SpecState> state) : Grain, IStateGrain
{
    private Probe Probe => probes[this.GetPrimaryKeyString()];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Probe.Note($"activated with {state.State.Value}");
        return Task.CompletedTask;
    }

    public Task<SpecStored> Value() => Task.FromResult(new SpecStored(state.State.Value, state.RecordExists, state.Etag));

    public async Task Write(int value)
    {
        state.State.Value = value;
        await state.WriteStateAsync();
    }

    public Task Change(int value)
    {
        state.State.Value = value;
        return Task.CompletedTask;
    }

    public Task Clear() => state.ClearStateAsync();

    public Task Reread() => state.ReadStateAsync();

    public async Task<string> TryWrite(int value)
    {
        try
        {
            await Write(value);
            return "written";
        }
        catch (InconsistentStateException)
        {
            return "inconsistent";
        }
    }

    public Task Retire()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task WriteThrough(IStateGrain other, int value)
    {
        await other.Write(value);
    }

    public Task<string> ReachStateOutsideTurns() => Task.Run(() =>
    {
        try
        {
            return $"reached {state.State.Value}";
        }
        catch (InvalidOperationException)
        {
            return "refused";
        }
    });
}

[Reentrant]
public sealed class ReentrantStateGrain([PersistentState("spec", "spec")] IPersistentState<SpecState> state) : Grain, IReentrantStateGrain
{
    public async Task Add(int value)
    {
        state.State.Written.Add(value);
        await state.WriteStateAsync();
    }
}
