using System.Collections.Immutable;
using System.Diagnostics;

namespace OrleansRealtime.LiveStreams;

/// <summary>
/// Consecutive events of one stream that travel together. Inside one process the items are shared, not copied: they must be immutable.
/// Between processes each item's type needs an Orleans serializer.
/// </summary>
/// <param name="Stream">Which stream.</param>
/// <param name="Epoch">The activation that pushed them; sequences count within it.</param>
/// <param name="First">The sequence of the first item; the others follow without a hole.</param>
/// <param name="Items">The events.</param>
[GenerateSerializer, Immutable, Alias("live-batch.v1")]
public sealed record LiveBatch(
    [property: Id(0)] StreamId Stream,
    [property: Id(1)] string Epoch,
    [property: Id(2)] long First,
    [property: Id(3)] ImmutableArray<object> Items)
{
    /// <summary>The trace under which it was pushed; of this process, and not on the wire.</summary>
    [field: NonSerialized]
    internal ActivityContext Trace { get; init; }

    public long Last => First + Items.Length - 1;
}
