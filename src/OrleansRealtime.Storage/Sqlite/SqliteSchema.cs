namespace OrleansRealtime.Storage.Sqlite;

/// <summary>Brings a database to the schema that this program knows.</summary>
internal static class SqliteSchema
{
    /// <summary>The database's version; 0 where no schema was applied yet.</summary>
    public static int VersionOf(SqliteSession session)
    {
        var tables = session.Query("SELECT name FROM sqlite_master WHERE type = 'table'", row => row.GetString(0));
        return tables.Contains("SchemaVersion")
            ? session.Query("SELECT coalesce(max(Version), 0) FROM SchemaVersion", row => row.GetInt32(0))[0]
            : 0;
    }

    /// <summary>
    /// Applies what is missing, in order, all of it or nothing, and returns how many files that were. The session is good for nothing
    /// after a failure: closing it undoes what was begun.
    /// </summary>
    public static int Apply(SqliteSession session, DateTimeOffset now)
    {
        // IMMEDIATE: whoever else has the file open is waited for here, and not between two files.
        session.Script("BEGIN IMMEDIATE");
        var version = VersionOf(session);
        var missing = StoreSql.Sqlite.Schema.Where(file => file.Version > version).ToList();
        foreach (var file in missing)
        {
            session.Script(file.Sql);
            session.Execute(
                "INSERT INTO SchemaVersion (Version, Name, AppliedAt) VALUES (@Version, @Name, @AppliedAt)",
                ("@Version", file.Version), ("@Name", file.Name), ("@AppliedAt", now.ToUnixTimeMilliseconds()));
        }
        foreach (var query in StoreSql.Sqlite.OrleansQueries) session.Execute(StoreSql.Sqlite.OrleansQuery, query);
        session.Script("COMMIT");
        return missing.Count;
    }
}
