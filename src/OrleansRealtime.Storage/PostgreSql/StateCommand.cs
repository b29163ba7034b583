using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Npgsql;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>A statement of Orleans' storage: the one that writes a state goes to <see cref="SharedWrites"/>, any other to the server as it is.</summary>
internal sealed class StateCommand(StateConnection connection) : LentStatement(connection)
{
    private const string Payload = "PayloadBinary";

    private readonly NpgsqlCommand _command = new();
    private NpgsqlConnection? _lent;

    [AllowNull]
    public override string CommandText
    {
        get => _command.CommandText;
        set => _command.CommandText = value;
    }

    public override int CommandTimeout
    {
        get => _command.CommandTimeout;
        set => _command.CommandTimeout = value;
    }

    protected override DbParameterCollection DbParameterCollection => _command.Parameters;

    public override void Prepare() => throw NotBlocking();

    public override int ExecuteNonQuery() => throw NotBlocking();

    public override object? ExecuteScalar() => throw NotBlocking();

    protected override DbParameter CreateDbParameter() => new NpgsqlParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => throw NotBlocking();

    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken)
    {
        // Only a write has a payload. Its text is not looked at: Orleans has it from the database, where an earlier build may have left its own.
        if (_command.Parameters.Contains(Payload))
        {
            var write = new StateWrite(
                (string)Value("GrainTypeString")!,
                (string)Value("GrainIdExtensionString")!,
                Value("GrainStateVersion") as int?,
                (byte[])Value(Payload)!,
                connection.Context);
            return new WrittenVersion(await connection.Writes.WriteAsync(write).ConfigureAwait(false));
        }

        _command.Connection = _lent = await connection.ConnectAsync().ConfigureAwait(false);
        return await _command.ExecuteReaderAsync(behavior, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _command.Dispose();
            _lent?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static NotSupportedException NotBlocking() => new("Statements run asynchronously, and each answers rows.");

    private object? Value(string parameter) => _command.Parameters[parameter].Value;
}
