using System.Diagnostics;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>A grain's state that is to replace the one that is stored, if that still has the version which the grain knows.</summary>
/// <param name="Payload">The state with the rows of the commit, in UTF-8.</param>
internal sealed record StateWrite(string StateName, string GrainKey, int Version, byte[] Payload)
{
    /// <summary>The trace to which its statement belongs.</summary>
    public Activity? Trace { get; } = Activity.Current;
}
