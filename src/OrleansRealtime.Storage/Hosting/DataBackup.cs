using Microsoft.Data.Sqlite;
using OrleansRealtime.Storage.Sqlite;

namespace OrleansRealtime.Storage.Hosting;

/// <summary>A copy of the SQLite database as of one moment, made while a server serves it.</summary>
public static class DataBackup
{
    /// <summary>Copies the database of the data folder into a file, which only its owner may read. Writers do not wait for it.</summary>
    /// <param name="file">Does not exist yet. It appears when it is complete.</param>
    /// <returns>Its size in bytes.</returns>
    /// <exception cref="StorageStartException">There is no copy, for a reason that the message says in one line.</exception>
    public static async Task<long> RunAsync(StorageOptions options, string file, CancellationToken ct = default)
    {
        if (new StorageOptionsValidator().Validate(name: null, options) is { Failed: true } invalid)
            throw new StorageStartException(string.Join(" ", invalid.Failures));
        if (options.Store != StorageOptions.Sqlite)
            throw new StorageStartException("The database is PostgreSQL's, which is backed up by its own tools: pg_dump.");
        var source = Path.Combine(Path.GetFullPath(options.Folder), SqliteFile.Name);
        if (!File.Exists(source)) throw new StorageStartException($"There is no {source}: nothing to back up.");
        if (Path.Exists(file)) throw new StorageStartException($"{file} is there already, and is left as it is.");
        var unfinished = file + ".unfinished";
        try
        {
            await MakeAsync(source, unfinished, options.BusyTimeout, ct).ConfigureAwait(false);
            File.Move(unfinished, file, overwrite: false);
            return new FileInfo(file).Length;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageStartException($"{source} could not be copied to {file}: {e.Message}", e);
        }
    }

    private static async Task MakeAsync(string source, string copy, TimeSpan busyTimeout, CancellationToken ct)
    {
        File.Delete(copy);
        // SQLite takes an empty file, and leaves its mode.
        var empty = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) empty.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (new FileStream(copy, empty))
        {
        }

        await using (var from = new SqliteConnection(SqliteDatabase.ConnectionString(source, SqliteOpenMode.ReadOnly, busyTimeout)))
        {
            await from.OpenAsync(ct).ConfigureAwait(false);
            await using var command = from.CreateCommand();
            command.CommandText = "VACUUM INTO $copy";
            command.Parameters.AddWithValue("$copy", copy);
            // As long as it takes.
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        }

        await using (var made = new SqliteConnection(SqliteDatabase.ConnectionString(copy, SqliteOpenMode.ReadOnly, busyTimeout)))
        {
            await made.OpenAsync(ct).ConfigureAwait(false);
            await using var command = made.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            if (await command.ExecuteScalarAsync(ct).ConfigureAwait(false) is not "ok") throw new IOException("The copy is not whole.");
        }

        await using var file = new FileStream(copy, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }
}
