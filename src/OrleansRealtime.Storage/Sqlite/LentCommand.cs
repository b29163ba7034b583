using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Storage.Sqlite;

/// <summary>A command that its borrower makes anew for each operation, and that runs as the one of the same text which the connection has prepared.</summary>
internal sealed class LentCommand(LentConnection connection) : LentStatement(connection)
{
    private readonly SqliteCommand _parameters = new();

    [AllowNull]
    public override string CommandText { get; set; } = "";

    public override int CommandTimeout { get; set; } = connection.DefaultTimeout;

    protected override DbParameterCollection DbParameterCollection => _parameters.Parameters;

    public override void Prepare() => connection.Prepared.Of(CommandText).Prepare();

    public override int ExecuteNonQuery()
    {
        using var reader = ExecuteReader();
        while (reader.NextResult())
        {
        }

        return reader.RecordsAffected;
    }

    public override object? ExecuteScalar()
    {
        using var reader = ExecuteReader();
        return reader.Read() ? reader.GetValue(0) : null;
    }

    protected override DbParameter CreateDbParameter() => new SqliteParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        var command = connection.Prepared.Of(CommandText);
        command.CommandTimeout = CommandTimeout;
        command.Parameters.Clear();
        foreach (SqliteParameter parameter in _parameters.Parameters) command.Parameters.Add(parameter);
        try
        {
            return command.ExecuteReader(behavior);
        }
        catch (SqliteException)
        {
            connection.HasFailed = true;
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _parameters.Dispose();
        base.Dispose(disposing);
    }
}
