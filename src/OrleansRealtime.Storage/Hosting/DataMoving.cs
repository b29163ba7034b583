using Microsoft.Extensions.Logging;
using OrleansRealtime.Storage.Moving;
using OrleansRealtime.Storage.Sqlite;

namespace OrleansRealtime.Storage.Hosting;

/// <summary>From one process to a cluster, with the data that one has.</summary>
public static class DataMoving
{
    /// <summary>Copies what a service has in SQLite to an empty PostgreSQL database: all, compared, or nothing. No server may have the data folder
    /// meanwhile.</summary>
    /// <param name="options">Folder, service and PostgreSQL's connection string; the store that it names is not looked at.</param>
    /// <param name="progress">Takes a line at a time.</param>
    /// <returns>States of grains and rows that were moved.</returns>
    /// <exception cref="StorageStartException">Nothing was moved, for a reason that its message says in one line.</exception>
    public static async Task<(long States, long Rows)> RunAsync(
        StorageOptions options, Action<string> progress, ILoggerFactory loggers, CancellationToken ct = default)
    {
        options.Store = StorageOptions.Postgres;
        if (new StorageOptionsValidator().Validate(name: null, options) is { Failed: true } invalid)
            throw new StorageStartException(string.Join(" ", invalid.Failures));
        var file = Path.Combine(Path.GetFullPath(options.Folder), SqliteFile.Name);
        if (!File.Exists(file)) throw new StorageStartException($"There is no {file}: nothing to move.");

        // One statement takes in a whole table, and its trigger sees each row of it.
        options.CommandTimeout = TimeSpan.FromMinutes(15);
        using var source = CommandDatabase.Sqlite(options, loggers);
        using var target = CommandDatabase.PostgreSql(options, loggers);
        return await new DataMove(source, target, progress).RunAsync(ct).ConfigureAwait(false);
    }
}
