using System.Collections.Immutable;

namespace OrleansRealtime.Grains.Outbox;

/// <summary>The outbox entries of a commit in the making, by their numbers: new ones, and those that take in what happened since.</summary>
internal sealed record OwedEntries
{
    public ImmutableSortedDictionary<long, OutboxEntry> ByNumber { get; init; } = ImmutableSortedDictionary<long, OutboxEntry>.Empty;

    /// <summary>How many of them are new. The others wait already.</summary>
    public int Added { get; init; }
}
