using System.Data.Common;
using Microsoft.Data.Sqlite;
using OrleansRealtime.Storage.Sqlite;

namespace OrleansRealtime.Storage;

/// <summary>
/// Connections with the database's settings, for Orleans' AdoNet storage, which opens one per operation and sets nothing.
/// </summary>
internal sealed class SqliteDataSource(SqliteDatabase database) : DbDataSource
{
    // For a line in Orleans' log; the path is not known before the database is opened.
    public override string ConnectionString => "Data Source=realtime.db";

    protected override DbConnection CreateDbConnection() => new SqliteConnection();

    protected override DbConnection OpenDbConnection() => database.Lend();

    protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default) =>
        new(OpenDbConnection());
}
