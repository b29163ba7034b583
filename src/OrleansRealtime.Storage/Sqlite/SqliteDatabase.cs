using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OrleansRealtime.Storage.Sqlite;

/// <summary>
/// The one database of this process. Opened by whoever asks first, at the latest by <see cref="StorageStartup"/>: claims the folder,
/// checks the file and applies the schema before anything else can reach it.
/// </summary>
internal sealed partial class SqliteDatabase : IDisposable
{
    // SQLite's own bound on the pages of a file.
    private const int NoLimit = 0x3ffffffe;

    private readonly StorageOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SqliteDatabase> _logger;
    private readonly Lazy<OpenedFile> _opened;
    private readonly ConcurrentBag<SqliteSession> _idleReaders = [];
    private readonly SqliteWriter _writer;
    private readonly AsyncLocal<SqliteConnection?> _lent = new();
    private int? _maxPages;
    private volatile bool _closed;

    public SqliteDatabase(IOptions<StorageOptions> options, TimeProvider time, ILogger<SqliteDatabase> logger)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        _maxPages = _options.MaxPages;
        _opened = new Lazy<OpenedFile>(OpenCore);
        _writer = new SqliteWriter(() => Opened(new LentConnection(ConnectionStringOf(SqliteOpenMode.ReadWrite, pooling: false))));
        Gate = new WriterGate(_writer);
        SQLitePCL.Batteries_V2.Init();
    }

    /// <summary>Every write of this process passes here.</summary>
    public WriterGate Gate { get; }

    public string ServiceId => _options.ServiceId;

    public static string ConnectionString(string path, SqliteOpenMode mode, TimeSpan busyTimeout, bool pooling) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = pooling,
            DefaultTimeout = (int)busyTimeout.TotalSeconds,
        }.ToString();

    public void Open() => _ = _opened.Value;

    /// <summary>Writes on the writer's own connection, in a transaction that others may share, off the caller's scheduler.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken ct = default) =>
        Gate.RunAsync(() => Task.FromResult(write(_writer.Session)), ct);

    /// <summary>Runs somebody else's write, to whom <see cref="Lend"/> gives the writer's connection as one of its own.</summary>
    public Task WriteLentAsync(Func<Task> write) => Gate.RunAsync(async () =>
    {
        _lent.Value = _writer.Connection;
        await write().ConfigureAwait(false);
        return true;
    });

    /// <summary>A connection for somebody else's command: within their write the writer's, else one from a pool.</summary>
    public SqliteConnection Lend() => _lent.Value ?? Connect(SqliteOpenMode.ReadWrite, pooling: true);

    /// <summary>Reads on a connection of its own, off the caller's scheduler; never waits for a writer.</summary>
    public Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken ct = default) => Task.Run(
        () =>
        {
            var session = _idleReaders.TryTake(out var idle) ? idle : new SqliteSession(Connect(SqliteOpenMode.ReadOnly, pooling: false));
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
    public SqliteConnection Connect(SqliteOpenMode mode, bool pooling) => Opened(new SqliteConnection(ConnectionStringOf(mode, pooling)));

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
        _writer.Dispose();
        using (var pooled = new SqliteConnection(ConnectionStringOf(SqliteOpenMode.ReadWrite, pooling: true)))
            SqliteConnection.ClearPool(pooled);
        _opened.Value.Folder.Dispose();
        LogClosed(_opened.Value.Path);
    }

    private string ConnectionStringOf(SqliteOpenMode mode, bool pooling) =>
        ConnectionString(_opened.Value.Path, mode, _options.BusyTimeout, pooling);

    private OpenedFile OpenCore()
    {
        var folder = DataFolder.Claim(_options.Folder);
        try
        {
            var file = new SqliteFile(folder.Path, _options.BusyTimeout);
            var applied = file.Prepare(_time.GetUtcNow());
            LogOpened(file.Path, SqliteSchema.Known, applied);
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
