namespace OrleansRealtime.InProcess.Hosting;

/// <summary>The engine's times. They are the same as the other engine's defaults where it has them.</summary>
public sealed class InProcessEngineOptions
{
    /// <summary>How long a caller waits, unless the method says otherwise.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an activation may be idle, unless its class says otherwise.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often idle activations are looked for.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long reading the state and OnActivateAsync may take.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long OnDeactivateAsync may take.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the callers of a failed activation are kept waiting, so that trying again does not become a busy loop.</summary>
    public TimeSpan FailedActivationDelay { get; set; } = TimeSpan.FromMilliseconds(100);
}
