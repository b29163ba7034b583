using Npgsql;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>Looks at a database before it is served, and brings it to the schema that this program knows. Processes of the version before go on
/// meanwhile, so that a file only ever adds (ARCHITECTURE.md, "Rolling upgrades").</summary>
internal static class PostgreSqlSchema
{
    // One database may hold our tables in several schemas of the search path; each has a lock of its own.
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended('orleans-realtime schema ' || current_schema(), 0))";

    /// <summary>Reads only, and returns the database's version.</summary>
    /// <exception cref="StorageStartException">This database cannot keep what is promised, or was written by a newer program.</exception>
    public static async Task<int> CheckAsync(NpgsqlConnection connection, string place, CancellationToken ct = default)
    {
        var (encoding, commit, readOnly) = (await connection.QueryAsync(
            "SELECT current_setting('server_encoding'), current_setting('synchronous_commit'), pg_is_in_recovery()",
            row => (row.GetString(0), row.GetString(1), row.GetBoolean(2)),
            ct).ConfigureAwait(false))[0];
        if (encoding != "UTF8")
            throw new StorageStartException($"{place} has the encoding {encoding}: it needs UTF8.");
        if (commit == "off")
            throw new StorageStartException($"{place} has synchronous_commit off: a crash would take back what was answered. Switch it on.");
        if (readOnly)
            throw new StorageStartException($"{place} is a standby and cannot be written.");
        var version = await VersionOfAsync(connection, ct).ConfigureAwait(false);
        Refuse(version, place);
        return version;
    }

    /// <summary>
    /// Applies what is missing, in order, all of it or nothing, and returns how many files that were. Of several processes that start at
    /// once one applies, and the others wait for it.
    /// </summary>
    public static async Task<int> ApplyAsync(NpgsqlConnection connection, string place, DateTimeOffset now, CancellationToken ct = default)
    {
        var transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await connection.ExecuteAsync(Lock, ct).ConfigureAwait(false);
            var version = await VersionOfAsync(connection, ct).ConfigureAwait(false);
            Refuse(version, place);
            var missing = StoreSql.PostgreSql.Schema.Where(file => file.Version > version).ToList();
            foreach (var file in missing)
            {
                await connection.ExecuteAsync(file.Sql, ct).ConfigureAwait(false);
                await connection.ExecuteAsync(
                    "INSERT INTO SchemaVersion (Version, Name, AppliedAt) VALUES (@Version, @Name, @AppliedAt)",
                    ct,
                    ("@Version", file.Version), ("@Name", file.Name), ("@AppliedAt", now.ToUnixTimeMilliseconds())).ConfigureAwait(false);
            }
            foreach (var query in StoreSql.PostgreSql.OrleansQueries)
                await connection.ExecuteAsync(StoreSql.PostgreSql.OrleansQuery, ct, query).ConfigureAwait(false);
            await transaction.CommitAsync(ct).ConfigureAwait(false);
            return missing.Count;
        }
    }

    /// <summary>The database's version; 0 where no schema was applied yet.</summary>
    private static async Task<int> VersionOfAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        // Asked of the catalogue's rows: the server's shortcut, to_regclass, may answer from before a lock that was waited for.
        var tables = await connection.QueryAsync(
            "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()", row => row.GetString(0), ct).ConfigureAwait(false);
        return tables.Contains("schemaversion")
            ? (await connection.QueryAsync(
                "SELECT coalesce(max(Version), 0) FROM SchemaVersion", row => row.GetInt32(0), ct).ConfigureAwait(false))[0]
            : 0;
    }

    private static void Refuse(int version, string place)
    {
        if (version > StoreSql.PostgreSql.Known)
        {
            throw new StorageStartException(
                $"{place} was written by a newer version of this program: its schema is {version}, known here is {StoreSql.PostgreSql.Known}.");
        }
    }
}
