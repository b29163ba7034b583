namespace OrleansRealtime.InProcess.Activations;

/// <summary>The life of an activation; it only goes forward.</summary>
internal enum ActivationState
{
    Created,

    /// <summary>Under construction, reading its state, in OnActivateAsync. Calls wait.</summary>
    Activating,

    Valid,

    /// <summary>Running calls finish, ticks still tick; calls that come wait for the next activation.</summary>
    Deactivating,

    /// <summary>In OnDeactivateAsync and after it.</summary>
    Ending,

    /// <summary>Takes no message any more.</summary>
    Ended,
}
