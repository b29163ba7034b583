using Microsoft.Data.Sqlite;

namespace OrleansRealtime.Storage.Sqlite;

/// <summary>
/// The database file before it is served: looked at read-only, so that a file that is not ours, or no longer whole, stays as it is.
/// </summary>
internal sealed class SqliteFile(string folder, TimeSpan busyTimeout)
{
    /// <summary>In the data folder.</summary>
    public const string Name = "realtime.db";

    // SQLite finds a wrong header and a missing end by itself. Damage in between shows only when every page is read: 64 MiB take about
    // 0.1 s, and a start has two seconds.
    private const long CheckedWhole = 64 << 20;

    // What no grain could read: an edit by hand, or damage that left the pages' structure whole.
    private const string FirstUnreadable = """
        SELECT 'the state of ' || StateName || ' ' || GrainKey || ' is no JSON'
        FROM GrainState
        WHERE Payload IS NOT NULL AND NOT json_valid(Payload)
        UNION ALL
        SELECT 'the row ' || Id || ' in ' || Collection || ' of ' || StateName || ' ' || GrainKey || ' is no JSON'
        FROM GrainRow
        WHERE NOT json_valid(Value)
        LIMIT 1
        """;

    public string Path { get; } = System.IO.Path.Combine(folder, Name);

    private const string QuickCheck = "PRAGMA quick_check(1)";

    /// <summary>
    /// The file with a schema that this program can serve, made if there was none. Returns how many schema files were applied.
    /// </summary>
    public int Prepare(DateTimeOffset now)
    {
        try
        {
            if (File.Exists(Path))
                Check();
            else
                Create(now);
            using var session = Open(Path, SqliteOpenMode.ReadWrite);
            // Stays with the file. Readers then see the last commit and never wait, and a commit is one append and one flush.
            session.Script("PRAGMA journal_mode = WAL");
            return SqliteSchema.Apply(session, now);
        }
        catch (SqliteException e)
        {
            throw new StorageStartException($"{Path} {Sentence(e)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageStartException($"{Path} cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Copies what is committed into another file while the database is served; writers do not wait. Only the owner may read the copy.</summary>
    /// <param name="copy">Is overwritten.</param>
    /// <exception cref="SqliteException">The database cannot be read.</exception>
    /// <exception cref="IOException">The copy cannot be written, or is not whole.</exception>
    public void CopyTo(string copy)
    {
        File.Delete(copy);
        // SQLite takes an empty file, and leaves its mode.
        var empty = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) empty.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(copy, empty).Dispose();
        using (var session = Open(Path, SqliteOpenMode.ReadOnly)) session.Execute("VACUUM INTO $copy", ("$copy", copy));
        using (var session = Open(copy, SqliteOpenMode.ReadOnly))
        {
            if (session.Query(QuickCheck, row => row.GetString(0)) is not ["ok"]) throw new IOException("The copy is not whole.");
        }

        using var file = new FileStream(copy, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    // Made under another name and renamed when complete: a file of this name that is empty has lost its contents, and is not taken for new.
    private void Create(DateTimeOffset now)
    {
        var log = Path + "-wal";
        if (File.Exists(log) && new FileInfo(log).Length > 0)
            throw new StorageStartException($"{Path} is missing, but its log {log} is there: put the database back, or move the log away.");
        var unfinished = Path + ".new";
        File.Delete(unfinished);
        File.Delete(unfinished + "-journal");
        using (var session = Open(unfinished, SqliteOpenMode.ReadWriteCreate))
            SqliteSchema.Apply(session, now);
        File.Move(unfinished, Path);
    }

    private void Check()
    {
        if (new FileInfo(Path).Length == 0)
            throw new StorageStartException($"{Path} is empty: its contents are lost. Put a copy back, or remove it to begin anew.");
        using var session = Open(Path, SqliteOpenMode.ReadOnly);
        var version = SqliteSchema.VersionOf(session);
        if (version > StoreSql.Sqlite.Known)
        {
            throw new StorageStartException(
                $"{Path} was written by a newer version of this program: its schema is {version}, known here is {StoreSql.Sqlite.Known}.");
        }
        if (new FileInfo(Path).Length > CheckedWhole)
            return;
        var found = session.Query(QuickCheck, row => row.GetString(0));
        if (found is not ["ok"])
            throw new StorageStartException($"{Path} is damaged: {string.Join(' ', found).ReplaceLineEndings(" ")}. Put a copy back.");
        // A first start that was killed half way leaves a file without tables, and nothing to look at.
        if (version > 0 && session.Query(FirstUnreadable, row => row.GetString(0)) is [var unreadable])
            throw new StorageStartException($"{Path} was edited or is damaged: {unreadable}. Put a copy back.");
    }

    private SqliteSession Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(SqliteDatabase.ConnectionString(path, mode, busyTimeout));
        try
        {
            connection.Open();
            return new SqliteSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static string Sentence(SqliteException e) => e.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_NOTADB => "is not a SQLite database, and is left as it is.",
        SQLitePCL.raw.SQLITE_CORRUPT => "is damaged or cut short, and is left as it is. Put a copy back.",
        SQLitePCL.raw.SQLITE_BUSY => "is locked by another program.",
        _ => $"cannot be opened: {e.Message}",
    };
}
