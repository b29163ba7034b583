using System.Collections.Immutable;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Grains.Entities;

/// <summary>The latest changes of one life of an entity, consecutive, bounded by count and bytes. In memory only: losing it costs viewers
/// a full state and nothing else.</summary>
internal sealed class ChangeLog(int maxChanges, long maxBytes)
{
    private readonly Queue<(EntityChange Change, long Bytes)> _changes = new();
    private long _bytes;

    public void Add(EntityChange change)
    {
        // What a change costs besides its fields: two time stamps, a name, a node.
        const long Overhead = 128;
        var bytes = change.Fields.SizeInBytes() + Overhead;
        _changes.Enqueue((change, bytes));
        _bytes += bytes;
        while (_changes.Count > maxChanges || _bytes > maxBytes) _bytes -= _changes.Dequeue().Bytes;
    }

    /// <summary>Begins again, for a new life.</summary>
    public void Clear()
    {
        _changes.Clear();
        _bytes = 0;
    }

    /// <summary>The newest changes of the log, the newest first: at most 50 and, but for one, 256 KiB of them.</summary>
    public ImmutableArray<EntityChange> Newest()
    {
        const int MaxChanges = 50;
        const long MaxBytes = 256 * 1024;
        var newest = ImmutableArray.CreateBuilder<EntityChange>();
        var bytes = 0L;
        foreach (var (change, size) in _changes.Reverse().Take(MaxChanges))
        {
            bytes += size;
            if (bytes > MaxBytes && newest.Count > 0) break;
            newest.Add(change);
        }

        return newest.ToImmutable();
    }

    /// <summary>The changes after a version, up to the newest; <c>null</c> when the log does not reach back to it.</summary>
    /// <param name="committed">The committed version.</param>
    public ImmutableArray<EntityChange>? Since(long version, long committed)
    {
        if (version == committed) return [];
        if (version > committed || _changes.Count == 0 || _changes.Peek().Change.From > version) return null;
        return [.. _changes.Where(entry => entry.Change.Version > version).Select(entry => entry.Change)];
    }
}
