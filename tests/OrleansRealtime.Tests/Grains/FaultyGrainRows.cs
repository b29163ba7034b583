using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Grains;

/// <summary>The real rows; deleting some is one of the steps at which a test has the process die.</summary>
internal sealed class FaultyGrainRows(IGrainRows inner, StorageFaults faults) : IGrainRows
{
    public ValueTask<GrainRow?> FindAsync(GrainRowOwner owner, string collection, string id, CancellationToken ct = default) =>
        inner.FindAsync(owner, collection, id, ct);

    public ValueTask<IReadOnlyList<GrainRow>> FindAllAsync(
        GrainRowOwner owner, string collection, IReadOnlyCollection<string> ids, CancellationToken ct = default) =>
        inner.FindAllAsync(owner, collection, ids, ct);

    public ValueTask<IReadOnlyList<GrainRow>> ReadAsync(
        GrainRowOwner owner, string collection, GrainRowRange range, CancellationToken ct = default) =>
        inner.ReadAsync(owner, collection, range, ct);

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
}
