namespace OrleansRealtime.Contracts;

/// <summary>Which processes understand each other. All those of a cluster have the same number; one that has another does not join.</summary>
public static class ContractVersion
{
    /// <summary>
    /// Raised when a build cannot run beside the one before it: when a call, a type or the meaning of a member is changed and not added to, or when
    /// a schema file takes something away. Such a build is installed with all processes of the earlier one stopped.
    /// </summary>
    public const int Number = 1;
}
