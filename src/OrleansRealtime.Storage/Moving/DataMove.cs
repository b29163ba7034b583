using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using OrleansRealtime.Storage.PostgreSql;
using OrleansRealtime.Storage.Sqlite;

namespace OrleansRealtime.Storage.Moving;

/// <summary>
/// Copies everything that a service has from SQLite to PostgreSQL, in one transaction: all of it is there afterwards, or nothing. What was read and what
/// lies there are compared by their digests before it is committed. The source is left as it is.
/// </summary>
internal sealed class DataMove(SqliteDatabase source, PostgreSqlDatabase target, Action<string> progress)
{
    /// <summary>Rows that are read at once: 26 MB where each is as large as an entity may be.</summary>
    private const int Page = 100;

    private static readonly MovedTable States = new(
        "GrainState", ["StateName", "GrainKey"], ["StateName", "GrainKey", "Version", "Payload", "ModifiedAt"],
        [NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Bigint]);

    private static readonly MovedTable Rows = new(
        "GrainRow", ["StateName", "GrainKey", "Collection", "Id"], ["StateName", "GrainKey", "Collection", "Id", "Value", "DueAt"],
        [NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Bigint]);

    /// <returns>States of grains and rows that were moved.</returns>
    /// <exception cref="StorageStartException">The target has data of the service already, or has not what was sent; nothing was changed.</exception>
    public async Task<(long States, long Rows)> RunAsync(CancellationToken ct)
    {
        await source.OpenAsync(ct).ConfigureAwait(false);
        await target.OpenAsync(ct).ConfigureAwait(false);
        var connection = await target.ConnectAsync(ct).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await RequireEmptyAsync(connection, ct).ConfigureAwait(false);
                var states = await CopyAsync(connection, States, ct).ConfigureAwait(false);
                // An earlier build left the rows of each state's last commit in it, and the trigger took them out; all that there are follow.
                await connection.ExecuteAsync("DELETE FROM GrainRow WHERE ServiceId = @ServiceId", ct, ServiceId).ConfigureAwait(false);
                var rows = await CopyAsync(connection, Rows, ct).ConfigureAwait(false);
                await CopyLineageAsync(connection, ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
                return (states, rows);
            }
        }
    }

    private (string, object?) ServiceId => ("@ServiceId", target.ServiceId);

    private async Task RequireEmptyAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        // Whoever starts meanwhile waits with its first write, and finds what was moved.
        await connection.ExecuteAsync("LOCK TABLE GrainState IN EXCLUSIVE MODE", ct).ConfigureAwait(false);
        var there = await connection.QueryAsync(
            "SELECT 1 FROM GrainState WHERE ServiceId = @ServiceId LIMIT 1", _ => true, ct, ServiceId).ConfigureAwait(false);
        if (there.Count > 0)
            throw new StorageStartException($"{target.Place} has data of the service '{target.ServiceId}' already; nothing was moved. Take an empty database, or another Data:ServiceId.");
    }

    private async Task<long> CopyAsync(NpgsqlConnection connection, MovedTable table, CancellationToken ct)
    {
        var (count, read) = (0L, new RowDigest());
        var importer = await connection.BeginBinaryImportAsync(table.Import, ct).ConfigureAwait(false);
        await using (importer.ConfigureAwait(false))
        {
            await foreach (var row in PagesAsync(table, source.ReadAsync, ct).ConfigureAwait(false))
            {
                read.Add(row);
                await importer.StartRowAsync(ct).ConfigureAwait(false);
                await importer.WriteAsync(target.ServiceId, NpgsqlDbType.Text, ct).ConfigureAwait(false);
                for (var i = 0; i < row.Length; i++)
                {
                    if (row[i] is null) await importer.WriteNullAsync(ct).ConfigureAwait(false);
                    else await importer.WriteAsync(table.Typed(row[i]!, i), table.Types[i], ct).ConfigureAwait(false);
                }

                if (++count % 10_000 == 0) progress(string.Create(CultureInfo.InvariantCulture, $"  {table.Name}: {count:N0}"));
            }

            await importer.CompleteAsync(ct).ConfigureAwait(false);
        }

        progress(string.Create(CultureInfo.InvariantCulture, $"  {table.Name}: {count:N0} copied"));
        var written = new RowDigest();
        await foreach (var row in PagesAsync(table, (sql, map, parameters, token) => connection.QueryAsync(sql, map, token, parameters), ct).ConfigureAwait(false))
            written.Add(row);
        if (written.Value != read.Value)
            throw new StorageStartException($"What {target.Place} has in {table.Name} is not what was sent; nothing was moved.");
        progress($"  {table.Name}: compared, equal");
        return count;
    }

    private async IAsyncEnumerable<string?[]> PagesAsync(
        MovedTable table,
        Func<string, Func<DbDataReader, string?[]>, (string, object?)[], CancellationToken, Task<List<string?[]>>> query,
        [EnumeratorCancellation] CancellationToken ct)
    {
        string?[]? last = null;
        while (true)
        {
            (string, object?)[] parameters =
            [
                ServiceId, ("@Limit", Page), .. table.Key.Select((_, i) => ($"@k{i}", (object?)(last?[i] ?? ""))),
            ];
            var page = await query(table.NextPage, table.Row, parameters, ct).ConfigureAwait(false);
            foreach (var row in page) yield return row;
            if (page.Count < Page) yield break;
            last = page[^1];
        }
    }

    private async Task CopyLineageAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var lineage = await source.ReadAsync(
            source.Sql.LineageRead, row => (Token: row.GetString(0), Mark: row.GetInt64(1)), [("@ServiceId", source.ServiceId)], ct).ConfigureAwait(false);
        foreach (var (token, mark) in lineage)
            await connection.ExecuteAsync(target.Sql.LineageWrite, ct, ServiceId, ("@Token", token), ("@Mark", mark), ("@Marked", 0L)).ConfigureAwait(false);
    }
}
