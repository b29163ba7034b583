using System.Collections.Immutable;
using Orleans.Concurrency;

namespace OrleansRealtime.Tests.Engines;

[GenerateSerializer, Immutable, Alias("spec-point.v1")]
public sealed record SpecPoint(
    [property: Id(0)] int X, [property: Id(1)] ImmutableArray<string> Names, [property: Id(2)] DateTimeOffset? At);

[GenerateSerializer]
public sealed class SpecException(string message) : Exception(message);

/// <summary>What can be said by calling.</summary>
public interface ICallGrain : IGrainWithStringKey
{
    Task<string> Echo(string text);

    ValueTask<SpecPoint> EchoPoint(SpecPoint point, ImmutableSortedDictionary<string, int?> more);

    ValueTask Touch();

    Task Fail(string message);

    [ResponseTimeout("00:00:01")]
    Task WaitAtGate(string gate);

    [OneWay]
    Task Tell(string gate);

    [AlwaysInterleave]
    Task WaitForCancellation(CancellationToken cancellation);

    Task<GrainId> Id();

    Task<ICallGrain> Self();

    Task<string> EchoThrough(ICallGrain other, string text);

    Task<string> ReachFactoryOutsideTurns();
}

/// <summary>Another interface of the same grain.</summary>
public interface ICallGrainToo : IGrainWithStringKey
{
    Task<string> Key();
}

public sealed class CallGrain(Probes probes) : Grain, ICallGrain, ICallGrainToo
{
    private Probe Probe => probes[this.GetPrimaryKeyString()];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Probe.Note("activated");
        return Task.CompletedTask;
    }

    public Task<string> Echo(string text)
    {
        Probe.Note($"echo {text}");
        return Task.FromResult(text);
    }

    public ValueTask<SpecPoint> EchoPoint(SpecPoint point, ImmutableSortedDictionary<string, int?> more) =>
        ValueTask.FromResult(point with { Names = [.. point.Names, .. more.Select(pair => $"{pair.Key}={pair.Value}")] });

    public ValueTask Touch() => ValueTask.CompletedTask;

    public async Task Fail(string message)
    {
        await Task.Yield();
        throw new SpecException(message);
    }

    public async Task WaitAtGate(string gate)
    {
        Probe.Note($"at {gate}");
        await Probe.Gate(gate);
        Probe.Note($"past {gate}");
    }

    public async Task Tell(string gate)
    {
        await Probe.Gate(gate);
        Probe.Note($"told {gate}");
        throw new SpecException("Nobody hears this.");
    }

    public async Task WaitForCancellation(CancellationToken cancellation)
    {
        var scheduler = TaskScheduler.Current;
        var cancelled = new TaskCompletionSource();
        await using var registration = cancellation.Register(() => cancelled.SetResult());
        Probe.Note("waiting for cancellation");
        await cancelled.Task;
        Probe.Note(TaskScheduler.Current == scheduler ? "cancelled in its turn" : "cancelled elsewhere");
    }

    public Task<GrainId> Id() => Task.FromResult(this.GetGrainId());

    public Task<ICallGrain> Self() => Task.FromResult(this.AsReference<ICallGrain>());

    public Task<string> EchoThrough(ICallGrain other, string text) => other.Echo(text);

    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<string> ReachFactoryOutsideTurns() => Task.Run(() =>
    {
        try
        {
            return GrainFactory is null ? "null" : "reached";
        }
        catch (InvalidOperationException)
        {
            return "refused";
        }
    });
}
