namespace OrleansRealtime.Tests.Engines;

/// <summary>Is idle.</summary>
public interface IIdling : IGrainWithStringKey
{
    Task<string> Use();

    Task Delay(TimeSpan time);

    Task Tick(TimeSpan period, bool keepAlive);
}

public interface IIdleGrain : IIdling;

/// <summary>Stays, however idle.</summary>
public interface IKeptGrain : IIdling;

/// <summary>Is idle for two minutes at most.</summary>
public interface IBriefGrain : IIdling;

public abstract class IdleGrainBase(Probes probes) : Grain, IIdling
{
    private readonly string _name = Guid.NewGuid().ToString();

    private Probe Probe => probes[this.GetPrimaryKeyString()];

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Probe.Note($"deactivated: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<string> Use() => Task.FromResult(_name);

    public Task Delay(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public Task Tick(TimeSpan period, bool keepAlive)
    {
        this.RegisterGrainTimer(TickAsync, new() { DueTime = period, Period = period, KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    private Task TickAsync(CancellationToken cancellation)
    {
        Probe.Note("tick");
        return Task.CompletedTask;
    }
}

public sealed class IdleGrain(Probes probes) : IdleGrainBase(probes), IIdleGrain;

[KeepAlive]
public sealed class KeptGrain(Probes probes) : IdleGrainBase(probes), IKeptGrain;

[CollectionAgeLimit("00:02:00")]
public sealed class BriefGrain(Probes probes) : IdleGrainBase(probes), IBriefGrain;
