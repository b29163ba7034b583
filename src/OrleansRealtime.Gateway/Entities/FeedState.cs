using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>An entity as its feed knows it: one merged state, and the few changes that led to it. Guarded by the feed's gate.</summary>
internal sealed class FeedState(RecentChanges recent)
{
    public EntityMerge Merge { get; private set; } = EntityMerge.Nothing;

    public EntitySnapshot? Snapshot => Merge.Snapshot;

    public RecentChanges Recent { get; } = recent;

    /// <summary>Makes a merge's result the state.</summary>
    /// <returns>Whether the state moved.</returns>
    public bool Apply(MergeResult result)
    {
        var before = Merge;
        Merge = result.State;
        if (ReferenceEquals(before.Snapshot, Merge.Snapshot) && before.IsKnown == Merge.IsKnown && before.Last == Merge.Last) return false;
        if (result.Replaced) Recent.Clear();
        if (!result.Applied.IsDefault)
        {
            foreach (var change in result.Applied) Recent.Add(change);
        }

        return true;
    }

    /// <summary>Whether only the grain can tell if the feed is late or the client mistaken: the entity is gone, or the client has a position that is
    /// ahead of what is known here, or from another life.</summary>
    /// <param name="position">What the client has; <c>null</c> = nothing.</param>
    public bool IsInDoubt(Position? position) => Snapshot is null || (position is not null && !IsPast(position));

    /// <summary>Whether the entity has been at this position, in this life.</summary>
    public bool IsPast(Position? position) =>
        Snapshot is { } snapshot && position is { } at && at.Epoch == snapshot.Position.Epoch && at.Version <= snapshot.Position.Version;

    /// <summary>Whether the recent changes do not lead on from this position, at which the entity has been.</summary>
    public bool IsBeyondRecent(Position? position) =>
        position is { } at && IsPast(at) && at != Snapshot!.Position && Recent.Since(at.Version) is null;
}
