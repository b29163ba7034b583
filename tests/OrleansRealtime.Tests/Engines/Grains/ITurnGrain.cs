using Orleans.Concurrency;

namespace OrleansRealtime.Tests.Engines;

/// <summary>Calls that come in each other's way.</summary>
public interface ITurns : IGrainWithStringKey
{
    Task Work(string name);

    /// <summary>Waits at the gate of its name, and notes when it begins and ends.</summary>
    Task Pass(string name);

    [ReadOnly]
    Task Look(string name);

    [AlwaysInterleave]
    Task Slip(string name);

    [ResponseTimeout("00:00:01")]
    Task CallBack(ITurns other, int depth);

    Task<bool> StaysOnItsScheduler();

    Task<string?> AsyncLocal();
}

public interface ITurnGrain : ITurns;

/// <summary>The same, reentrant.</summary>
public interface IReentrantTurnGrain : ITurns;

public abstract class TurnGrainBase(Probes probes) : Grain, ITurns
{
    private int _inside;
    private int _worked;

    public static AsyncLocal<string?> Local { get; } = new();

    private Probe Probe => probes[this.GetPrimaryKeyString()];

    public async Task Work(string name)
    {
        // Fields without any guard: two turns at once would lose counts.
        for (var i = 0; i < 10; i++)
        {
            var before = ++_inside;
            var worked = _worked;
            Thread.SpinWait(100);
            _worked = worked + 1;
            if (_inside-- != before)
            {
                Probe.Note("two turns at once");
            }

            await Task.Yield();
        }

        Probe.Note($"{name} worked {_worked}");
    }

    public Task Pass(string name) => PassAsync(name);

    public Task Look(string name) => PassAsync(name);

    public Task Slip(string name) => PassAsync(name);

    public Task CallBack(ITurns other, int depth) =>
        depth == 0 ? Task.CompletedTask : other.CallBack(this.AsReference<ITurns>(), depth - 1);

    public async Task<bool> StaysOnItsScheduler()
    {
        var own = TaskScheduler.Current;
        var stays = own != TaskScheduler.Default;
        await Task.Yield();
        stays &= TaskScheduler.Current == own;
        await Task.Run(() => stays &= TaskScheduler.Current == TaskScheduler.Default);
        stays &= TaskScheduler.Current == own;
#pragma warning disable CA2008 // Without a scheduler it takes the current one, and that is the point.
        await Task.Factory.StartNew(() => stays &= TaskScheduler.Current == own);
#pragma warning restore CA2008
        return stays;
    }

    public Task<string?> AsyncLocal() => Task.FromResult(Local.Value);

    private async Task PassAsync(string name)
    {
        Probe.Note($"{name} in");
        await Probe.Gate(name);
        Probe.Note($"{name} out");
    }
}

public sealed class TurnGrain(Probes probes) : TurnGrainBase(probes), ITurnGrain;

[Reentrant]
public sealed class ReentrantTurnGrain(Probes probes) : TurnGrainBase(probes), IReentrantTurnGrain;
