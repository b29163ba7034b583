using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Consistency.Faults;

/// <summary>The real rows, which now and then cannot be read, or are deleted and nobody is told.</summary>
internal sealed class FaultyGrainRows(IGrainRows inner, Nemesis nemesis) : IGrainRows
{
    public ValueTask<GrainRow?> FindAsync(GrainRowOwner owner, string collection, string id, CancellationToken ct = default) =>
        ReadAsync($"find {owner} {collection}", () => inner.FindAsync(owner, collection, id, ct));

    public ValueTask<IReadOnlyList<GrainRow>> ReadAsync(GrainRowOwner owner, string collection, GrainRowRange range, CancellationToken ct = default) =>
        ReadAsync($"rows {owner} {collection}", () => inner.ReadAsync(owner, collection, range, ct));

    public ValueTask<IReadOnlyList<GrainRow>> FindAllAsync(
        GrainRowOwner owner, string collection, IReadOnlyCollection<string> ids, CancellationToken ct = default) =>
        ReadAsync($"find {owner} {collection}", () => inner.FindAllAsync(owner, collection, ids, ct));

    public ValueTask<IReadOnlyList<GrainRow>> ReadOldestAsync(GrainRowOwner owner, string collection, int limit, CancellationToken ct = default) =>
        ReadAsync($"oldest {owner} {collection}", () => inner.ReadOldestAsync(owner, collection, limit, ct));

    public ValueTask<long> CountAsync(GrainRowOwner owner, string collection, CancellationToken ct = default) =>
        ReadAsync($"count {owner} {collection}", () => inner.CountAsync(owner, collection, ct));

    public ValueTask<IReadOnlyList<GrainRowOwner>> DueOwnersAsync(DateTimeOffset now, int limit, CancellationToken ct = default) =>
        ReadAsync("due", () => inner.DueOwnersAsync(now, limit, ct));

    public async ValueTask DeleteAsync(GrainRowOwner owner, string collection, IReadOnlyCollection<string> ids, CancellationToken ct = default)
    {
        var fault = nemesis.Roll($"delete {owner} {collection}", (Fault.WriteFailsBefore, 0.03), (Fault.WriteFailsAfter, 0.03));
        if (fault == Fault.WriteFailsBefore) throw new IOException("The rows cannot be deleted.");
        await nemesis.WorkAsync(async () =>
        {
            await inner.DeleteAsync(owner, collection, ids, ct);
            return true;
        });
        if (fault == Fault.WriteFailsAfter) throw new IOException("The rows are deleted, and nobody is told.");
    }

    private ValueTask<T> ReadAsync<T>(string where, Func<ValueTask<T>> read)
    {
        if (nemesis.Roll(where, (Fault.RowsFail, 0.01)) != Fault.None) throw new IOException("The rows cannot be read.");
        return new(nemesis.WorkAsync(() => read().AsTask()));
    }
}
