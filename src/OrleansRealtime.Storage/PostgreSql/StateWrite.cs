using System.Diagnostics;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>A grain's state that is to replace the one that is stored, if that still has the version which the grain knows, and the rows that go with
/// it.</summary>
/// <param name="Version"><c>null</c>: none is stored yet.</param>
/// <param name="Payload">The state, in UTF-8.</param>
internal sealed record StateWrite(string StateName, string GrainKey, int? Version, byte[] Payload, WriteContext Context)
{
    public IReadOnlyList<GrainRow> Rows => Context.Rows;

    /// <summary>The trace to which its statement belongs.</summary>
    public Activity? Trace { get; } = Activity.Current;

    /// <summary>How much is sent for it, nearly.</summary>
    public int Bytes => Payload.Length + Rows.Sum(row => row.Id.Length + (row.Value?.Length ?? 0));
}
