using System.Data.Common;

namespace OrleansRealtime.Storage.GrainState;

/// <summary>
/// The database's connections, for Orleans' AdoNet storage, which opens one per operation and sets nothing.
/// </summary>
internal sealed class DatabaseDataSource(IGrainDatabase database) : DbDataSource
{
    // For a line in Orleans' log; where the database is, is not known before it is opened, and how one gets in is not for a log.
    public override string ConnectionString => $"Data Source={database.Store}";

    protected override DbConnection CreateDbConnection() => database.CreateConnection();

    protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default) =>
        database.OpenConnectionAsync(cancellationToken);
}
