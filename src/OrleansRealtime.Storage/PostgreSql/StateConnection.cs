using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>A connection as Orleans' storage opens one for each operation. It takes one of the pool for the statement alone, and none for a write, which
/// goes into a transaction that it may share.</summary>
/// <param name="context">What belongs to the write that the connection is opened for.</param>
internal sealed class StateConnection(Func<ValueTask<NpgsqlConnection>> connect, SharedWrites writes, WriteContext context) : DbConnection
{
    [AllowNull]
    public override string ConnectionString { get; set; } = "";

    public override string Database => "";

    public override string DataSource => "";

    public override string ServerVersion => "";

    public override ConnectionState State => ConnectionState.Open;

    public SharedWrites Writes => writes;

    public WriteContext Context => context;

    public ValueTask<NpgsqlConnection> ConnectAsync() => connect();

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    public override void Open()
    {
    }

    public override void Close()
    {
    }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
        throw new NotSupportedException("A statement is a transaction of its own.");

    protected override DbCommand CreateDbCommand() => new StateCommand(this);
}
