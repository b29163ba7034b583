using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage.Lineage;

namespace OrleansRealtime.Storage.Hosting;

/// <summary>For a database that was put back from a backup where no process can tell, because every data folder is new.</summary>
public static class DataRestoring
{
    /// <summary>Begins a new history: positions are of a new epoch, so that whoever saw what the backup lacks gets everything anew.</summary>
    /// <param name="cluster">Of it only <see cref="ClusterSettings.Id"/> counts.</param>
    /// <exception cref="StorageStartException">For a reason that its message says in one line: somebody serves the database, nobody ever did, or it cannot
    /// be opened. Of what is in it nothing was changed but its schema, which opening brings up to this build's.</exception>
    public static async Task RunAsync(StorageOptions options, ClusterSettings cluster, ILoggerFactory loggers, CancellationToken ct = default)
    {
        if (new StorageOptionsValidator().Validate(name: null, options) is { Failed: true } invalid)
            throw new StorageStartException(string.Join(" ", invalid.Failures));
        if (options.Store == StorageOptions.Sqlite)
        {
            using var database = CommandDatabase.Sqlite(options, loggers);
            await database.OpenAsync(ct).ConfigureAwait(false);
            await RestartAsync(database).ConfigureAwait(false);
        }
        else
        {
            using var database = CommandDatabase.PostgreSql(options, loggers);
            await database.OpenAsync(ct).ConfigureAwait(false);
            await RestartAsync(database).ConfigureAwait(false);
        }

        async Task RestartAsync(IGrainDatabase database)
        {
            // A gateway leaves no mark in a data folder.
            var gateway = new ClusterSettings { Id = cluster.Id, Role = NodeRole.Gateway };
            var lineage = new DatabaseLineage(
                database, Options.Create(options), Options.Create(gateway), TimeProvider.System, loggers.CreateLogger<DatabaseLineage>());
            await lineage.OpenAsync(ct).ConfigureAwait(false);
            await lineage.RestartAsync(ct).ConfigureAwait(false);
        }
    }
}
