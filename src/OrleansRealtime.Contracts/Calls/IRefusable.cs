namespace OrleansRealtime.Contracts.Calls;

/// <summary>The outcome of a mutation, which may be that it was refused.</summary>
public interface IRefusable
{
    /// <summary>A word of the table of problems when it was refused, else <c>null</c>.</summary>
    // CA1716: nobody implements it in another language.
#pragma warning disable CA1716
    string? Error { get; }
#pragma warning restore CA1716
}
