using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using OrleansRealtime.InProcess.Activations;
using OrleansRealtime.InProcess.Scheduling;

namespace Orleans;

/// <summary>The base of grain classes.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>The context is the activation that the engine constructs; a unit test that constructs a grain has none.</summary>
    protected Grain() : this(ActivationScheduler.CurrentContext!)
    {
    }

    protected Grain(IGrainContext grainContext) => GrainContext = grainContext;

    public IGrainContext GrainContext { get; }

    private IGrainContext Activated =>
        GrainContext ?? throw new InvalidOperationException($"This {GetType().Name} was not made by an engine.");

    /// <summary>Only for the grain's own turns: what is called through it answers there.</summary>
    protected IGrainFactory GrainFactory
    {
        get
        {
            ActivationScheduler.ThrowIfOutsideGrains();
            return ServiceProvider.GetRequiredService<IGrainFactory>();
        }
    }

    protected internal IServiceProvider ServiceProvider => Activated.ActivationServices;

    /// <summary>No further call begins; when the running ones are done, the activation ends. The next call meets a new one.</summary>
    protected void DeactivateOnIdle() =>
        Activated.Deactivate(new(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));

    /// <summary>Keeps the idle activation for at least this long; zero or less takes an earlier wish back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activation.Of(Activated).DelayDeactivation(timeSpan);

    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;
}
