namespace OrleansRealtime.Storage.GrainState;

/// <summary>
/// The rows that grains committed with their state. A grain writes a row by putting it into <see cref="StoredState{T}.Rows"/> before
/// WriteStateAsync: state and rows become durable in one transaction or not at all. Reading sees committed rows only and never waits for a
/// writer. Clearing a grain's state leaves its rows: they end by a row without a value, or by <see cref="DeleteAsync"/>.
/// Failures of the database surface as they are.
/// </summary>
public interface IGrainRows
{
    ValueTask<GrainRow?> FindAsync(GrainRowOwner owner, string collection, string id, CancellationToken ct = default);

    /// <summary>The rows of these ids that are there, in the order of their ids; as one statement.</summary>
    ValueTask<IReadOnlyList<GrainRow>> FindAllAsync(
        GrainRowOwner owner, string collection, IReadOnlyCollection<string> ids, CancellationToken ct = default);

    ValueTask<IReadOnlyList<GrainRow>> ReadAsync(
        GrainRowOwner owner, string collection, GrainRowRange range, CancellationToken ct = default);

    /// <summary>As <see cref="ReadAsync"/>, and no more than so many bytes of values, but always one row: what is larger is not read, whoever has
    /// it stored.</summary>
    ValueTask<GrainRowPage> ReadPageAsync(
        GrainRowOwner owner, string collection, GrainRowRange range, long maxBytes = GrainRowPage.MaxBytes, CancellationToken ct = default);

    /// <summary>As <see cref="FindAllAsync"/>, bounded as <see cref="ReadPageAsync"/> is.</summary>
    /// <param name="descending">From the greatest id down.</param>
    ValueTask<GrainRowPage> FindPageAsync(
        GrainRowOwner owner,
        string collection,
        IReadOnlyCollection<string> ids,
        bool descending,
        long maxBytes = GrainRowPage.MaxBytes,
        CancellationToken ct = default);

    /// <summary>The rows that are due first, in that order; those that never are, last. Sorts the collection: for small ones, or now and then.</summary>
    ValueTask<IReadOnlyList<GrainRow>> ReadOldestAsync(GrainRowOwner owner, string collection, int limit, CancellationToken ct = default);

    /// <summary>The rows that are due last, the last one first; those that never are, behind them. Sorts as <see cref="ReadOldestAsync"/> does.</summary>
    ValueTask<IReadOnlyList<GrainRow>> ReadNewestAsync(GrainRowOwner owner, string collection, int limit, CancellationToken ct = default);

    ValueTask<long> CountAsync(GrainRowOwner owner, string collection, CancellationToken ct = default);

    /// <summary>Deletes without a commit of the owner's state: for what has expired and nobody asks for. All of the ids or none.</summary>
    ValueTask DeleteAsync(GrainRowOwner owner, string collection, IReadOnlyCollection<string> ids, CancellationToken ct = default);

    /// <summary>Which entities have a row of a kind under this id, in the order of their keys.</summary>
    /// <param name="keyPrefix">How the keys of the entities begin: a workspace and a slash.</param>
    /// <param name="after">The last place of an earlier answer, to go on behind it; <c>null</c> = from the start.</param>
    ValueTask<IReadOnlyList<GrainRowPlace>> FindPlacesAsync(
        PlacedRows kind, string keyPrefix, string id, GrainRowPlace? after, int limit, CancellationToken ct = default);

    /// <summary>
    /// Who has rows due at or before <paramref name="now"/>, each once, the longest overdue first. An owner stays in the answer until it
    /// deletes the row or moves its <see cref="GrainRow.DueAt"/>; whoever asks goes on after those that stay, so that they are in nobody's way.
    /// </summary>
    /// <param name="after">The last owner of an earlier answer, to go on behind it; <c>null</c> = from the start.</param>
    ValueTask<IReadOnlyList<DueOwner>> DueOwnersAsync(DateTimeOffset now, DueOwner? after, int limit, CancellationToken ct = default);
}
