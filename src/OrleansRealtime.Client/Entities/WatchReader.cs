namespace OrleansRealtime.Client.Entities;

/// <summary>One who watches an entity, until disposed of.</summary>
internal sealed class WatchReader(Latest<EntitySnapshot>.Reader views, Action closed) : IDisposable
{
    public IAsyncEnumerable<EntitySnapshot> ReadAsync(CancellationToken cancellation) => views.ReadAsync(cancellation);

    public void Dispose()
    {
        views.Dispose();
        closed();
    }
}
