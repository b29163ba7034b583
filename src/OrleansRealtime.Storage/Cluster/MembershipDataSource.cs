using System.Data.Common;
using Npgsql;
using OrleansRealtime.Storage.PostgreSql;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>The connections in the form in which Orleans' AdoNet clustering takes them.</summary>
internal sealed class MembershipDataSource(PostgreSqlDatabase database) : DbDataSource
{
    // For a line in Orleans' log; how one gets in is not for a log.
    public override string ConnectionString => $"Data Source={database.Invariant}";

    protected override DbConnection CreateDbConnection() => new NpgsqlConnection();

    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default) =>
        await database.OpenClusterConnectionAsync(cancellationToken).ConfigureAwait(false);
}
