using System.Data.Common;

namespace OrleansRealtime.Storage.GrainState;

/// <summary>The database's connections in the form in which Orleans' AdoNet storage takes them.</summary>
internal sealed class AdoNetDataSource(IAdoNetDatabase database) : DbDataSource
{
    // For a line in Orleans' log; where the database is, is not known before it is opened, and how one gets in is not for a log.
    public override string ConnectionString => $"Data Source={database.Invariant}";

    protected override DbConnection CreateDbConnection() => database.CreateConnection();

    protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default) =>
        database.OpenConnectionAsync(cancellationToken);
}
