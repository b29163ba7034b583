using System.Collections.Immutable;

namespace OrleansRealtime.Grains.Outbox;

/// <summary>The outbox entries of a commit in the making, by their numbers: new ones, and those that take in what happened since.</summary>
internal sealed record OwedEntries
{
    public ImmutableSortedDictionary<long, OutboxEntry> ByNumber { get; init; } = ImmutableSortedDictionary<long, OutboxEntry>.Empty;
}
