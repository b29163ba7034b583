using System.Data.Common;
using System.Text;
using System.Text.Json;

namespace OrleansRealtime.Storage.GrainState;

/// <summary>Rows out of the table GrainRow. They are written with the state.</summary>
internal sealed class GrainRows(IGrainDatabase database) : IGrainRows
{
    public async ValueTask<GrainRow?> FindAsync(GrainRowOwner owner, string collection, string id, CancellationToken ct = default)
    {
        GrainRow.RequireId(collection, id);
        var rows = await database.ReadAsync(
            database.Sql.RowFind, row => Row(collection, row), [.. In(owner, collection), ("@Id", id)], ct).ConfigureAwait(false);
        return rows.FirstOrDefault();
    }

    public async ValueTask<IReadOnlyList<GrainRow>> FindAllAsync(
        GrainRowOwner owner, string collection, IReadOnlyCollection<string> ids, CancellationToken ct = default)
    {
        if (ids.Count == 0)
            return [];
        return await database.ReadAsync(
            FindText(database.Sql, descending: false),
            row => Row(collection, row),
            [.. In(owner, collection), ("@Ids", Json(ids))],
            ct).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<GrainRow>> ReadAsync(
        GrainRowOwner owner, string collection, GrainRowRange range, CancellationToken ct = default)
    {
        return await database.ReadAsync(
            RangeText(database.Sql, range), row => Row(collection, row), In(owner, collection, range), ct).ConfigureAwait(false);
    }

    public async ValueTask<GrainRowPage> ReadPageAsync(
        GrainRowOwner owner, string collection, GrainRowRange range, long maxBytes = GrainRowPage.MaxBytes, CancellationToken ct = default)
    {
        var filling = new PageFilling(maxBytes);
        return filling.Page(await database.ReadUntilAsync(
            RangeText(database.Sql, range), row => Row(collection, row), filling.IsFullWith, In(owner, collection, range), ct).ConfigureAwait(false));
    }

    public async ValueTask<GrainRowPage> FindPageAsync(
        GrainRowOwner owner,
        string collection,
        IReadOnlyCollection<string> ids,
        bool descending,
        long maxBytes = GrainRowPage.MaxBytes,
        CancellationToken ct = default)
    {
        if (ids.Count == 0)
            return new([], IsCut: false);
        var filling = new PageFilling(maxBytes);
        return filling.Page(await database.ReadUntilAsync(
            FindText(database.Sql, descending),
            row => Row(collection, row),
            filling.IsFullWith,
            [.. In(owner, collection), ("@Ids", Json(ids))],
            ct).ConfigureAwait(false));
    }

    public ValueTask<IReadOnlyList<GrainRow>> ReadOldestAsync(GrainRowOwner owner, string collection, int limit, CancellationToken ct = default) =>
        ReadFirstAsync(database.Sql.RowOldest, owner, collection, limit, ct);

    public ValueTask<IReadOnlyList<GrainRow>> ReadNewestAsync(GrainRowOwner owner, string collection, int limit, CancellationToken ct = default) =>
        ReadFirstAsync(database.Sql.RowNewest, owner, collection, limit, ct);

    public async ValueTask<long> CountAsync(GrainRowOwner owner, string collection, CancellationToken ct = default)
    {
        var count = await database.ReadAsync(
            database.Sql.RowCount, row => row.GetInt64(0), In(owner, collection), ct).ConfigureAwait(false);
        return count[0];
    }

    public async ValueTask DeleteAsync(
        GrainRowOwner owner, string collection, IReadOnlyCollection<string> ids, CancellationToken ct = default)
    {
        if (ids.Count == 0)
            return;
        await database.WriteAsync(
            database.Sql.RowDelete, _ => 0, [.. In(owner, collection), ("@Ids", Json(ids))], ct).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<GrainRowPlace>> FindPlacesAsync(
        PlacedRows kind, string keyPrefix, string id, GrainRowPlace? after, int limit, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(
            kind is PlacedRows.Followers ? database.Sql.RowFollowed : database.Sql.RowNamed,
            row => new GrainRowPlace(row.GetString(0), row.GetString(1)),
            [
                ("@ServiceId", database.ServiceId), ("@Id", id), ("@Limit", limit), ("@KeyBefore", $"{keyPrefix}\U0010FFFF"),
                ("@AfterKey", after?.GrainKey ?? keyPrefix), ("@AfterCollection", after?.Collection ?? ""),
            ],
            ct).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<DueOwner>> DueOwnersAsync(DateTimeOffset now, DueOwner? after, int limit, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(
            database.Sql.DueOwners,
            row => new DueOwner(new(row.GetString(0), row.GetString(1)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2))),
            [
                ("@ServiceId", database.ServiceId), ("@Now", now.ToUnixTimeMilliseconds()), ("@Limit", limit),
                ("@AfterDueAt", after?.DueAt.ToUnixTimeMilliseconds() ?? long.MinValue),
                ("@AfterStateName", after?.Owner.StateName ?? ""), ("@AfterGrainKey", after?.Owner.GrainKey ?? ""),
            ],
            ct).ConfigureAwait(false);
    }

    /// <summary>One of eight texts; each is prepared once per connection.</summary>
    internal static string RangeText(StoreSql sql, GrainRowRange range)
    {
        var text = new StringBuilder(sql.RowRange);
        if (range.After is not null)
            text.Append("    AND Id > @After\n");
        if (range.Before is not null)
            text.Append("    AND Id < @Before\n");
        return text.Append("ORDER BY Id ").Append(range.Descending ? "DESC" : "ASC").Append("\nLIMIT @Limit;").ToString();
    }

    /// <summary>One of two texts.</summary>
    internal static string FindText(StoreSql sql, bool descending) => sql.RowFindAll + (descending ? "ORDER BY Id DESC;" : "ORDER BY Id;");

    private async ValueTask<IReadOnlyList<GrainRow>> ReadFirstAsync(
        string statement, GrainRowOwner owner, string collection, int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(
            statement, row => Row(collection, row), [.. In(owner, collection), ("@Limit", limit)], ct).ConfigureAwait(false);
    }

    private static string Json(IReadOnlyCollection<string> ids) => JsonSerializer.Serialize(ids, JsonGrainStorageSerializer.Options);

    private (string, object?)[] In(GrainRowOwner owner, string collection) =>
    [
        ("@ServiceId", database.ServiceId), ("@StateName", owner.StateName), ("@GrainKey", owner.GrainKey), ("@Collection", collection),
    ];

    private (string, object?)[] In(GrainRowOwner owner, string collection, GrainRowRange range)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(range.Limit, nameof(range));
        List<(string, object?)> parameters = [.. In(owner, collection), ("@Limit", range.Limit)];
        if (range.After is not null)
            parameters.Add(("@After", range.After));
        if (range.Before is not null)
            parameters.Add(("@Before", range.Before));
        return [.. parameters];
    }

    private static GrainRow Row(string collection, DbDataReader row) => new(
        collection, row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)));
}
