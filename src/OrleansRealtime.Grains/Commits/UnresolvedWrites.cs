using System.Collections.Concurrent;

namespace OrleansRealtime.Grains.Commits;

/// <summary>The grains of this process whose last write failed with an outcome that nobody knows, until an activation has fenced. On PostgreSQL
/// reading shuts such a write out too, and from every process; but not the first write of a state that is not there yet.</summary>
internal sealed class UnresolvedWrites
{
    private readonly ConcurrentDictionary<string, byte> _owners = new();

    public bool Contains(string owner) => !_owners.IsEmpty && _owners.ContainsKey(owner);

    public void Add(string owner) => _owners.TryAdd(owner, 0);

    public void Remove(string owner) => _owners.TryRemove(owner, out _);
}
