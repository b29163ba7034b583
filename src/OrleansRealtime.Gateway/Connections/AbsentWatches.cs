using OrleansRealtime.Gateway.Entities;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>Those of a connection's watches that began where there was nothing; of some there is by now. They are bounded apart from the others:
/// what exists somebody had to make, and names that are made up are free.</summary>
/// <param name="gate">The connection's, which guards its watches.</param>
/// <param name="isWatched">Whether a watch has not ended; called inside the gate.</param>
internal sealed class AbsentWatches(int most, Lock gate, Func<EntityWatch, bool> isWatched)
{
    private readonly HashSet<EntityWatch> _watches = [];

    /// <summary>Whether this is a watch of what is not there, and may go on as one.</summary>
    public bool MayGoOn(EntityWatch watch)
    {
        if (!watch.Feed.IsAbsent) return false;
        EntityWatch[] absent;
        lock (gate)
        {
            if (TryAdd(watch)) return true;
            absent = [.. _watches];
        }

        // What has come to be meanwhile makes room. A feed has a gate of its own, and is not asked inside of the connection's.
        var there = absent.Where(other => !other.Feed.IsAbsent).ToList();
        lock (gate)
        {
            _watches.ExceptWith(there);
            _watches.RemoveWhere(other => !isWatched(other));
            return TryAdd(watch);
        }
    }

    private bool TryAdd(EntityWatch watch) => _watches.Contains(watch) || (_watches.Count < most && _watches.Add(watch));
}
