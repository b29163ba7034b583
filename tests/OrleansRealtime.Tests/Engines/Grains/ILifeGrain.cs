using Orleans.Concurrency;

namespace OrleansRealtime.Tests.Engines;

/// <summary>A service of which each activation has its own.</summary>
public sealed class ScopedService : IAsyncDisposable
{
    public Probe? Probe { get; set; }

    public ValueTask DisposeAsync()
    {
        Probe?.Note("scope disposed");
        return ValueTask.CompletedTask;
    }
}

/// <summary>Begins and ends.</summary>
public interface ILifeGrain : IGrainWithStringKey
{
    /// <summary>Which activation this is, and where it stands.</summary>
    Task<int> Activation();

    Task Pass(string gate);

    [AlwaysInterleave]
    Task Retire();

    Task EndInside(string gate);
}

public sealed class LifeGrain(Probes probes, ScopedService scoped) : Grain, ILifeGrain
{
    private int _activation;

    private Probe Probe => probes[this.GetPrimaryKeyString()];

    private bool Is(string trait) => this.GetPrimaryKeyString().Contains(trait, StringComparison.Ordinal);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        scoped.Probe = Probe;
        _activation = Probe.Count("activating") + 1;
        Probe.Note("activating");
        if (Is("held"))
        {
            await Probe.Gate("activation");
        }

        if (Is("failing") && _activation == 1)
        {
            throw new SpecException("cannot be activated");
        }

        Probe.Note("activated");
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Probe.Note($"deactivated: {reason.ReasonCode}");
        if (Is("stubborn"))
        {
            await Probe.Gate("deactivation");
        }

        if (Is("clumsy"))
        {
            throw new SpecException("cannot be deactivated either");
        }
    }

    public Task<int> Activation()
    {
        Probe.Note($"call of {_activation}");
        return Task.FromResult(_activation);
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

    public async Task EndInside(string gate)
    {
        DeactivateOnIdle();
        Probe.Note("ending");
        await Probe.Gate(gate);
        Probe.Note("ended");
    }
}
