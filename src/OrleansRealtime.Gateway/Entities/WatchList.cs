using System.Collections;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>The watches of one entity, in no order. Guarded by the feed's gate.</summary>
internal sealed class WatchList : IEnumerable<EntityWatch>
{
    private readonly List<EntityWatch> _watches = [];

    public int Count => _watches.Count;

    public void Add(EntityWatch watch)
    {
        watch.Index = _watches.Count;
        _watches.Add(watch);
    }

    /// <summary>The last one takes the place of the one that goes.</summary>
    public void Remove(EntityWatch watch)
    {
        var last = _watches[^1];
        _watches[watch.Index] = last;
        last.Index = watch.Index;
        _watches.RemoveAt(_watches.Count - 1);
        watch.Index = -1;
    }

    public List<EntityWatch>.Enumerator GetEnumerator() => _watches.GetEnumerator();

    IEnumerator<EntityWatch> IEnumerable<EntityWatch>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
