using Orleans.Concurrency;

namespace OrleansRealtime.Tests.Engines;

[GenerateSerializer, Immutable, Alias("spec-timer.v1")]
public sealed record SpecTimer(
    [property: Id(0)] string Name,
    [property: Id(1)] TimeSpan Due,
    [property: Id(2)] TimeSpan Period,
    [property: Id(3)] bool Interleave = false,
    [property: Id(4)] bool Fails = false,
    [property: Id(5)] string? Gate = null,
    [property: Id(6)] bool PausesItself = false);

/// <summary>Ticks.</summary>
public interface ITimerGrain : IGrainWithStringKey
{
    Task Start(SpecTimer timer);

    [AlwaysInterleave]
    Task Change(string name, TimeSpan due, TimeSpan period);

    Task Dispose(string name);

    Task Pass(string gate);

    Task Retire();
}

public sealed class TimerGrain(Probes probes) : Grain, ITimerGrain
{
    private readonly Dictionary<string, IGrainTimer> _timers = [];
    private readonly HashSet<string> _ticking = [];
    private TaskScheduler? _scheduler;

    private Probe Probe => probes[this.GetPrimaryKeyString()];

    public Task Start(SpecTimer timer)
    {
        _scheduler = TaskScheduler.Current;
        _timers[timer.Name] = this.RegisterGrainTimer(
            TickAsync, timer, new() { DueTime = timer.Due, Period = timer.Period, Interleave = timer.Interleave });
        return Task.CompletedTask;
    }

    public Task Change(string name, TimeSpan due, TimeSpan period)
    {
        _timers[name].Change(due, period);
        return Task.CompletedTask;
    }

    public Task Dispose(string name)
    {
        _timers[name].Dispose();
        Probe.Note($"{name} stopped");
        return Task.CompletedTask;
    }

    public async Task Pass(string gate)
    {
        Probe.Note($"{gate} in");
        await Probe.Gate(gate);
        Probe.Note($"{gate} out");
    }

    public Task Retire()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task TickAsync(SpecTimer timer, CancellationToken cancellation)
    {
        if (TaskScheduler.Current != _scheduler || cancellation.IsCancellationRequested)
        {
            Probe.Note("ticked where or when it must not");
        }

        if (!_ticking.Add(timer.Name))
        {
            Probe.Note("ticks at once");
        }

        await Probe.Gate(timer.Gate ?? Opened());
        await Task.Yield();
        _ticking.Remove(timer.Name);
        if (timer.PausesItself)
        {
            _timers[timer.Name].Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        Probe.Note(timer.Name);
        if (timer.Fails)
        {
            throw new SpecException("a tick fails");
        }
    }

    private string Opened()
    {
        Probe.Open("open");
        return "open";
    }
}
