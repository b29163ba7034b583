using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage.Lineage;
using OrleansRealtime.Storage.PostgreSql;
using OrleansRealtime.Storage.Sqlite;

namespace OrleansRealtime.Storage.Hosting;

/// <summary>For a database that was put back from a backup where no process can tell, because every data folder is new.</summary>
public static class DataRestoring
{
    /// <summary>Begins a new history: positions are of a new epoch, so that whoever saw what the backup lacks gets everything anew.</summary>
    /// <param name="cluster">Of it only <see cref="ClusterSettings.Id"/> counts.</param>
    /// <exception cref="StorageStartException">Nothing was changed, for a reason that its message says in one line: somebody serves the database, nobody
    /// ever did, or it cannot be opened.</exception>
    public static async Task RunAsync(StorageOptions options, ClusterSettings cluster, ILoggerFactory loggers, CancellationToken ct = default)
    {
        if (new StorageOptionsValidator().Validate(name: null, options) is { Failed: true } invalid)
            throw new StorageStartException(string.Join(" ", invalid.Failures));
        var settings = Options.Create(options);
        // As a gateway, which leaves no mark in a data folder.
        var gateway = Options.Create(new ClusterSettings { Id = cluster.Id, Role = NodeRole.Gateway });
        if (options.Store == StorageOptions.Sqlite)
        {
            using var database = new SqliteDatabase(settings, TimeProvider.System, loggers.CreateLogger<SqliteDatabase>());
            await database.OpenAsync(ct).ConfigureAwait(false);
            await RestartAsync(database).ConfigureAwait(false);
        }
        else
        {
            var session = new ServiceSession(settings, TimeProvider.System, loggers.CreateLogger<ServiceSession>());
            using var database = new PostgreSqlDatabase(settings, gateway, TimeProvider.System, loggers.CreateLogger<PostgreSqlDatabase>(), session);
            await database.OpenAsync(ct).ConfigureAwait(false);
            await RestartAsync(database).ConfigureAwait(false);
        }

        async Task RestartAsync(IGrainDatabase database)
        {
            var lineage = new DatabaseLineage(database, settings, gateway, TimeProvider.System, loggers.CreateLogger<DatabaseLineage>());
            await lineage.OpenAsync(ct).ConfigureAwait(false);
            await lineage.RestartAsync(ct).ConfigureAwait(false);
        }
    }
}
