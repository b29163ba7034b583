using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>The last changes of an entity, consecutive, for viewers that are a little behind. Bounded by number and bytes.</summary>
internal sealed class RecentChanges(int maxChanges, int maxBytes)
{
    /// <summary>The record, the dictionary and the strings' headers around a small change.</summary>
    private const int Overhead = 200;

    private List<EntityChange>? _changes;
    private long _bytes;

    /// <summary>Forgets all: what comes next does not follow from what was here.</summary>
    public void Clear()
    {
        _changes = null;
        _bytes = 0;
    }

    public void Add(EntityChange change)
    {
        _changes ??= [];
        _changes.Add(change);
        _bytes += SizeOf(change);
        var surplus = 0;
        while (_changes.Count - surplus > maxChanges || (_bytes > maxBytes && surplus < _changes.Count)) _bytes -= SizeOf(_changes[surplus++]);
        _changes.RemoveRange(0, surplus);
    }

    /// <summary>The changes after a version up to the last one; <c>null</c> when they do not reach back so far.</summary>
    public IReadOnlyList<EntityChange>? Since(long version)
    {
        if (_changes is not [var first, ..] || version < first.From) return null;
        var skip = (int)Math.Min(version - first.From, _changes.Count);
        return _changes.GetRange(skip, _changes.Count - skip);
    }

    private static long SizeOf(EntityChange change) => Overhead + change.Fields.SizeInBytes();
}
