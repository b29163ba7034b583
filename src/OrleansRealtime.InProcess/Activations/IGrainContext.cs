namespace Orleans.Runtime;

/// <summary>An activation as its own code sees it.</summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    GrainId GrainId { get; }

    /// <summary>The grain object; null until it is constructed.</summary>
    object? GrainInstance { get; }

    /// <summary>The activation's own scope of services; it ends with the activation.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Completes when the activation has ended. Awaiting it inside the grain waits for oneself.</summary>
    Task Deactivated { get; }

    /// <summary>Starts the end: no further call starts, the running ones finish first.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
