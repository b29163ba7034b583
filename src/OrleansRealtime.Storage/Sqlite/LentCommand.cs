using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace OrleansRealtime.Storage.Sqlite;

/// <summary>A command that its borrower makes anew for each operation, and that runs as the one of the same text which the connection has prepared.</summary>
internal sealed class LentCommand(LentConnection connection) : DbCommand
{
    private readonly SqliteCommand _parameters = new();

    [AllowNull]
    public override string CommandText { get; set; } = "";

    public override int CommandTimeout { get; set; } = connection.DefaultTimeout;

    public override CommandType CommandType
    {
        get => CommandType.Text;
        set => ArgumentOutOfRangeException.ThrowIfNotEqual(value, CommandType.Text);
    }

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection
    {
        get => connection;
        set => throw new NotSupportedException("A lent command stays with its connection.");
    }

    protected override DbParameterCollection DbParameterCollection => _parameters.Parameters;

    // The transaction is the writer's own, around all of its borrowers.
    protected override DbTransaction? DbTransaction { get; set; }

    // Neither does SQLite's own: a statement runs to its end.
    public override void Cancel()
    {
    }

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
