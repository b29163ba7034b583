using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Consistency.Faults;

/// <summary>The real rows with faults in front of them.</summary>
internal sealed class FaultyGrainRows(IGrainRows inner, IStorageFaults faults) : IGrainRows
{
    public ValueTask<GrainRow?> FindAsync(GrainRowOwner owner, string collection, string id, CancellationToken ct = default) =>
        ReadAsync($"find {owner} {collection}", () => inner.FindAsync(owner, collection, id, ct));

    public ValueTask<IReadOnlyList<GrainRow>> ReadAsync(GrainRowOwner owner, string collection, GrainRowRange range, CancellationToken ct = default) =>
        ReadAsync($"rows {owner} {collection}", () => inner.ReadAsync(owner, collection, range, ct));

    public ValueTask<IReadOnlyList<GrainRow>> FindAllAsync(
        GrainRowOwner owner, string collection, IReadOnlyCollection<string> ids, CancellationToken ct = default) =>
        ReadAsync($"find {owner} {collection}", () => inner.FindAllAsync(owner, collection, ids, ct));

    public ValueTask<GrainRowPage> ReadPageAsync(
        GrainRowOwner owner, string collection, GrainRowRange range, long maxBytes = GrainRowPage.MaxBytes, CancellationToken ct = default) =>
        ReadAsync($"rows {owner} {collection}", () => inner.ReadPageAsync(owner, collection, range, maxBytes, ct));

    public ValueTask<GrainRowPage> FindPageAsync(
        GrainRowOwner owner,
        string collection,
        IReadOnlyCollection<string> ids,
        bool descending,
        long maxBytes = GrainRowPage.MaxBytes,
        CancellationToken ct = default) =>
        ReadAsync($"find {owner} {collection}", () => inner.FindPageAsync(owner, collection, ids, descending, maxBytes, ct));

    public ValueTask<IReadOnlyList<GrainRow>> ReadOldestAsync(GrainRowOwner owner, string collection, int limit, CancellationToken ct = default) =>
        ReadAsync($"oldest {owner} {collection}", () => inner.ReadOldestAsync(owner, collection, limit, ct));

    public ValueTask<IReadOnlyList<GrainRow>> ReadNewestAsync(GrainRowOwner owner, string collection, int limit, CancellationToken ct = default) =>
        ReadAsync($"newest {owner} {collection}", () => inner.ReadNewestAsync(owner, collection, limit, ct));

    public ValueTask<long> CountAsync(GrainRowOwner owner, string collection, CancellationToken ct = default) =>
        ReadAsync($"count {owner} {collection}", () => inner.CountAsync(owner, collection, ct));

    public ValueTask<IReadOnlyList<GrainRowPlace>> FindPlacesAsync(
        PlacedRows kind, string keyPrefix, string id, GrainRowPlace? after, int limit, CancellationToken ct = default) =>
        ReadAsync($"places {kind} {id}", () => inner.FindPlacesAsync(kind, keyPrefix, id, after, limit, ct));

    public ValueTask<IReadOnlyList<DueOwner>> DueOwnersAsync(DateTimeOffset now, DueOwner? after, int limit, CancellationToken ct = default) =>
        ReadAsync("due", () => inner.DueOwnersAsync(now, after, limit, ct));

    public ValueTask DeleteAsync(GrainRowOwner owner, string collection, IReadOnlyCollection<string> ids, CancellationToken ct = default) =>
        new(faults.DeleteAsync($"delete {owner} {collection}", () => inner.DeleteAsync(owner, collection, ids, ct).AsTask()));

    private ValueTask<T> ReadAsync<T>(string what, Func<ValueTask<T>> read) => new(faults.ReadAsync(what, () => read().AsTask()));
}
