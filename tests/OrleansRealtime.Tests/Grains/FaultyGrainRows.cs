using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Grains;

/// <summary>The real rows; deleting some is one of the steps at which a test has the process die, and those read are counted.</summary>
internal sealed class FaultyGrainRows(IGrainRows inner, StorageFaults faults) : IGrainRows
{
    public async ValueTask<GrainRow?> FindAsync(GrainRowOwner owner, string collection, string id, CancellationToken ct = default)
    {
        var row = await inner.FindAsync(owner, collection, id, ct);
        if (row is not null) faults.CountRows(1);
        return row;
    }

    public async ValueTask<IReadOnlyList<GrainRow>> FindAllAsync(
        GrainRowOwner owner, string collection, IReadOnlyCollection<string> ids, CancellationToken ct = default) =>
        Counted(await inner.FindAllAsync(owner, collection, ids, ct));

    public async ValueTask<IReadOnlyList<GrainRow>> ReadAsync(
        GrainRowOwner owner, string collection, GrainRowRange range, CancellationToken ct = default) =>
        Counted(await inner.ReadAsync(owner, collection, range, ct));

    public async ValueTask<IReadOnlyList<GrainRow>> ReadOldestAsync(
        GrainRowOwner owner, string collection, int limit, CancellationToken ct = default) =>
        Counted(await inner.ReadOldestAsync(owner, collection, limit, ct));

    public ValueTask<long> CountAsync(GrainRowOwner owner, string collection, CancellationToken ct = default) =>
        inner.CountAsync(owner, collection, ct);

    public async ValueTask DeleteAsync(
        GrainRowOwner owner, string collection, IReadOnlyCollection<string> ids, CancellationToken ct = default) =>
        await faults.StepAsync(async () =>
        {
            await faults.BeforeDelete();
            await inner.DeleteAsync(owner, collection, ids, ct);
        });

    public ValueTask<IReadOnlyList<GrainRowOwner>> DueOwnersAsync(DateTimeOffset now, int limit, CancellationToken ct = default) =>
        inner.DueOwnersAsync(now, limit, ct);

    private IReadOnlyList<GrainRow> Counted(IReadOnlyList<GrainRow> rows)
    {
        faults.CountRows(rows.Count);
        return rows;
    }
}
