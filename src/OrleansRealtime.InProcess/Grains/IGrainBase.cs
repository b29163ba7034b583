using Orleans.Runtime;

namespace Orleans;

/// <summary>What the engine asks of a grain class; <see cref="Grain"/> implements it.</summary>
public interface IGrainBase
{
    IGrainContext GrainContext { get; }

    /// <summary>Runs before the first call, with all persistent state already read.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs after the last call; never after a crash.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
