using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>A statement of Orleans' storage: the one that writes a state goes to <see cref="SharedWrites"/>, any other to the server as it is.</summary>
internal sealed class StateCommand(StateConnection connection) : DbCommand
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
        set => throw new NotSupportedException("The command stays with its connection.");
    }

    protected override DbParameterCollection DbParameterCollection => _command.Parameters;

    protected override DbTransaction? DbTransaction { get; set; }

    // A statement runs to its end or its time limit (PostgreSqlDatabase.ReadAsync says why).
    public override void Cancel()
    {
    }

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
                connection.Rows);
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
