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
    public static long Run(StorageOptions options, string file)
    {
        if (new StorageOptionsValidator().Validate(name: null, options) is { Failed: true } invalid)
            throw new StorageStartException(string.Join(" ", invalid.Failures));
        if (options.Store != StorageOptions.Sqlite)
            throw new StorageStartException("The database is PostgreSQL's, which is backed up by its own tools: pg_dump.");
        var source = new SqliteFile(Path.GetFullPath(options.Folder), options.BusyTimeout);
        if (!File.Exists(source.Path)) throw new StorageStartException($"There is no {source.Path}: nothing to back up.");
        if (Path.Exists(file)) throw new StorageStartException($"{file} is there already, and is left as it is.");
        var unfinished = file + ".unfinished";
        try
        {
            source.CopyTo(unfinished);
            File.Move(unfinished, file, overwrite: false);
            return new FileInfo(file).Length;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            Remove(unfinished);
            throw new StorageStartException($"{source.Path} could not be copied to {file}: {e.Message}", e);
        }
    }

    /// <summary>Removes what was begun, if that is possible: why there is no copy is the more important thing to say.</summary>
    private static void Remove(string unfinished)
    {
        try
        {
            File.Delete(unfinished);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
