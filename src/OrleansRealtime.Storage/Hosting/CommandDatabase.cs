using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage.PostgreSql;
using OrleansRealtime.Storage.Sqlite;

namespace OrleansRealtime.Storage.Hosting;

/// <summary>A database for a command that is run while no server is, without a host.</summary>
internal static class CommandDatabase
{
    public static SqliteDatabase Sqlite(StorageOptions options, ILoggerFactory loggers) =>
        new(Options.Create(options), TimeProvider.System, loggers.CreateLogger<SqliteDatabase>());

    /// <summary>It is opened as a gateway does, which needs no data folder and is no member of the cluster.</summary>
    public static PostgreSqlDatabase PostgreSql(StorageOptions options, ILoggerFactory loggers)
    {
        var settings = Options.Create(options);
        var session = new ServiceSession(settings, TimeProvider.System, loggers.CreateLogger<ServiceSession>());
        return new(
            settings, Options.Create(new ClusterSettings { Role = NodeRole.Gateway }), TimeProvider.System, loggers.CreateLogger<PostgreSqlDatabase>(), session);
    }
}
