using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Storage.Sqlite;

/// <summary>
/// The one database of this process. Opened by whoever asks first, at the latest by <c>StorageStartup</c>: claims the folder,
/// checks the file and applies the schema before anything else can reach it.
/// </summary>
internal sealed partial class SqliteDatabase : IGrainDatabase, IAdoNetDatabase, IDisposable
{
    // SQLite's own bound on the pages of a file.
    private const int NoLimit = 0x3ffffffe;

    private readonly StorageOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SqliteDatabase> _logger;
    private readonly Lazy<OpenedFile> _opened;
    private readonly ConcurrentBag<SqliteSession> _idleReaders = [];
    private readonly ConcurrentBag<LentConnection> _idleLent = [];
    private readonly SqliteWriter _writer;
    private readonly AsyncLocal<SqliteConnection?> _lent = new();
    private int? _maxPages;
    private volatile bool _closed;

    /// <param name="metrics">A command that is run while no server is counts nothing.</param>
    public SqliteDatabase(IOptions<StorageOptions> options, TimeProvider time, ILogger<SqliteDatabase> logger, StorageMetrics? metrics = null)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        _maxPages = _options.MaxPages;
        _opened = new Lazy<OpenedFile>(OpenCore);
        _writer = new SqliteWriter(() => Opened(new LentConnection(ConnectionStringOf(SqliteOpenMode.ReadWrite))));
        Gate = new WriterGate(_writer, metrics);
        SQLitePCL.Batteries_V2.Init();
    }

    /// <summary>Every write of this process passes here.</summary>
    public WriterGate Gate { get; }

    public string Store => StorageOptions.Sqlite;

    public string ServiceId => _options.ServiceId;

    public StoreSql Sql => StoreSql.Sqlite;

    // Orleans' name for SQLite; what it loads is Microsoft.Data.Sqlite.
    public string Invariant => "System.Data.SQLite";

    public static string ConnectionString(string path, SqliteOpenMode mode, TimeSpan busyTimeout) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            // What is kept open is kept here, with the statements that it has prepared.
            Pooling = false,
            DefaultTimeout = (int)busyTimeout.TotalSeconds,
        }.ToString();

    public void Open() => _ = _opened.Value;

    public Task OpenAsync(CancellationToken ct = default) => Task.Run(Open, ct);

    public Task<List<T>> ReadAsync<T>(
        string statement, Func<DbDataReader, T> map, (string Name, object? Value)[] parameters, CancellationToken ct = default) =>
        ReadAsync(session => session.Query(statement, map, parameters), ct);

    public Task<List<T>> ReadUntilAsync<T>(
        string statement,
        Func<DbDataReader, T> map,
        Func<T, bool> isLast,
        (string Name, object? Value)[] parameters,
        CancellationToken ct = default) =>
        ReadAsync(
            session => session.QueryUntil(
                statement,
                map,
                row =>
                {
                    ct.ThrowIfCancellationRequested();
                    return isLast(row);
                },
                parameters),
            ct);

    public Task<List<T>> WriteAsync<T>(
        string statement, Func<DbDataReader, T> map, (string Name, object? Value)[] parameters, CancellationToken ct = default) =>
        WriteAsync(session => session.Query(statement, map, parameters), ct);

    public Task RunReadAsync(Func<Task> read) => Task.Run(read);

    /// <summary>Runs the write as a part of the writer's transaction: while it runs, <see cref="OpenConnectionAsync"/> gives it the writer's
    /// connection. The rows are statements of their own in the same part. A background write is as any other: the next transaction takes all that wait,
    /// and is short.</summary>
    public Task RunWriteAsync(GrainRowOwner owner, IReadOnlyList<GrainRow> rows, bool isBackground, Func<Task> write)
    {
        var committed = CommittedRows.Of(rows);
        return Gate.RunAsync(async () =>
        {
            _lent.Value = _writer.Connection;
            await write().ConfigureAwait(false);
            foreach (var row in committed) Write(owner, row);
            return true;
        });
    }

    public bool IsRefusal(Exception failure) =>
        failure is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_TOOBIG or SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_MISMATCH };

    public DbConnection CreateConnection() => new SqliteConnection();

    public ValueTask<DbConnection> OpenConnectionAsync(CancellationToken ct = default) => new(_lent.Value ?? LendReader());

    /// <summary>Writes on the writer's own connection, in a transaction that others may share, off the caller's scheduler.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken ct = default) =>
        Gate.RunAsync(() => Task.FromResult(write(_writer.Session)), ct);

    /// <summary>Reads on a connection of its own, off the caller's scheduler; never waits for a writer.</summary>
    public Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken ct = default) => Task.Run(
        () =>
        {
            var session = _idleReaders.TryTake(out var idle) ? idle : new SqliteSession(Connect(SqliteOpenMode.ReadOnly));
            try
            {
                var result = read(session);
                if (_closed)
                    session.Dispose();
                else
                    _idleReaders.Add(session);
                return result;
            }
            catch
            {
                session.Dispose();
                throw;
            }
        },
        ct);

    /// <summary>An open connection with this database's settings.</summary>
    public SqliteConnection Connect(SqliteOpenMode mode) => Opened(new SqliteConnection(ConnectionStringOf(mode)));

    private void Write(GrainRowOwner owner, GrainRow row)
    {
        ReadOnlySpan<(string, object?)> name =
        [
            ("@ServiceId", ServiceId), ("@StateName", owner.StateName), ("@GrainKey", owner.GrainKey), ("@Collection", row.Collection), ("@Id", row.Id),
        ];
        if (row.Value is null) _writer.Session.Execute(Sql.RowRemove, name);
        else _writer.Session.Execute(Sql.RowWrite, [.. name, ("@Value", row.Value), ("@DueAt", row.DueAt?.ToUnixTimeMilliseconds())]);
    }

    private LentConnection LendReader()
    {
        if (!_idleLent.TryTake(out var connection)) connection = Opened(new LentConnection(ConnectionStringOf(SqliteOpenMode.ReadWrite), KeepReader));
        connection.Lend();
        return connection;
    }

    private void KeepReader(LentConnection connection)
    {
        if (_closed || connection.HasFailed) connection.TakeBack();
        else _idleLent.Add(connection);
    }

    private T Opened<T>(T connection)
        where T : SqliteConnection
    {
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            // FULL flushes the log at every commit: what was answered survives a power cut too. Both are a connection's settings, not the
            // file's.
            command.CommandText = _maxPages is { } pages
                ? $"PRAGMA synchronous = FULL; PRAGMA max_page_count = {pages}"
                : "PRAGMA synchronous = FULL";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes the disk seem full: SQLite takes a limit below the present size for the present size. Null takes it away again.
    /// </summary>
    public Task LimitPagesAsync(int? pages) => Gate.RunAloneAsync(() =>
    {
        _maxPages = pages ?? NoLimit;
        _writer.Dispose();
        return Task.FromResult(pages);
    });

    /// <summary>The last connection writes the log back into the database as it closes, which one that only reads could not.</summary>
    public void Dispose()
    {
        if (!_opened.IsValueCreated)
            return;
        _closed = true;
        Gate.Dispose();
        while (_idleReaders.TryTake(out var reader))
            reader.Dispose();
        while (_idleLent.TryTake(out var lent))
            lent.TakeBack();
        _writer.Dispose();
        _opened.Value.Folder.Dispose();
        LogClosed(_opened.Value.Path);
    }

    private string ConnectionStringOf(SqliteOpenMode mode) => ConnectionString(_opened.Value.Path, mode, _options.BusyTimeout);

    private OpenedFile OpenCore()
    {
        var folder = DataFolder.Claim(_options.Folder);
        try
        {
            var file = new SqliteFile(folder.Path, _options.BusyTimeout);
            var applied = file.Prepare(_time.GetUtcNow());
            LogOpened(file.Path, StoreSql.Sqlite.Known, applied);
            return new OpenedFile(folder, file.Path);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private sealed record OpenedFile(DataFolder Folder, string Path);
}
