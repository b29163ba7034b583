using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>
/// A database of a PostgreSQL server, which any number of processes share, and the data folder for what is this process's own. Who may answer
/// for a grain is decided elsewhere (<see cref="Cluster.Standing"/>); that nobody commits what another has read anew, by <c>grain_read.sql</c>.
/// </summary>
internal sealed partial class PostgreSqlDatabase : IGrainDatabase, IAdoNetDatabase, IDisposable
{
    private readonly StorageOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<PostgreSqlDatabase> _logger;
    private readonly ServiceSession _session;
    private readonly Lazy<Task> _opened;
    private readonly string _place;
    private readonly bool _hasGrains;
    private readonly ClusterEntry? _entry;
    private readonly Func<ValueTask<NpgsqlConnection>> _connect;
    private readonly SharedWrites _writes;
    private readonly AsyncLocal<WriteContext?> _context = new();
    private NpgsqlDataSource? _connections;
    private NpgsqlDataSource? _clusterConnections;
    private DataFolder? _folder;

    /// <param name="entry">For one that is to be of a cluster.</param>
    public PostgreSqlDatabase(
        IOptions<StorageOptions> options, IOptions<ClusterSettings> cluster, TimeProvider time, ILogger<PostgreSqlDatabase> logger,
        ServiceSession session, ClusterEntry? entry = null, StorageMetrics? metrics = null)
    {
        _hasGrains = cluster.Value.HasGrains;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _session = session;
        _entry = entry;
        _place = ConnectionSettings.Place(_options);
        _connect = () => ConnectAsync();
        _writes = new(new StateWriter(_connect, _options.ServiceId), time, metrics);
        _opened = new Lazy<Task>(() => Task.Run(OpenCoreAsync));
    }

    public string Store => StorageOptions.Postgres;

    public string ServiceId => _options.ServiceId;

    public StoreSql Sql => StoreSql.PostgreSql;

    public string Invariant => "Npgsql";

    /// <summary>Where it is, as the beginning of a sentence.</summary>
    public string Place => _place;

    public Task OpenAsync(CancellationToken ct = default) => _opened.Value.WaitAsync(ct);

    /// <summary>Who gives up waiting leaves the statement to its end or its time limit. The driver would ask the server, over another connection
    /// and with the canceller's thread, to break it off: a server that hangs holds up whoever stops.</summary>
    public Task<List<T>> ReadAsync<T>(
        string statement, Func<DbDataReader, T> map, (string Name, object? Value)[] parameters, CancellationToken ct = default) =>
        ReadUntilAsync(statement, map, static _ => false, parameters, ct);

    public Task<List<T>> ReadUntilAsync<T>(
        string statement,
        Func<DbDataReader, T> map,
        Func<T, bool> isLast,
        (string Name, object? Value)[] parameters,
        CancellationToken ct = default) =>
        ct.IsCancellationRequested ? Task.FromCanceled<List<T>>(ct) : RunAsync(statement, map, isLast, parameters).WaitAsync(ct);

    public Task<List<T>> WriteAsync<T>(
        string statement, Func<DbDataReader, T> map, (string Name, object? Value)[] parameters, CancellationToken ct = default) =>
        ReadAsync(statement, map, parameters, ct);

    // The driver is asynchronous and the server takes many writers: nobody waits here.
    public Task RunReadAsync(Func<Task> read) => read();

    // State and rows are one statement, and so of one transaction, which others may share. What is not of the state goes around Orleans' storage, to
    // the connection that it opens.
    public async Task RunWriteAsync(GrainRowOwner owner, IReadOnlyList<GrainRow> rows, bool isBackground, Func<Task> write)
    {
        _context.Value = new(CommittedRows.Of(rows), isBackground);
        await write().ConfigureAwait(false);
    }

    public bool IsRefusal(Exception failure) => failure is PostgresException refused && PostgreSqlFailure.IsOfTheData(refused);

    public DbConnection CreateConnection() => new NpgsqlConnection();

    public ValueTask<DbConnection> OpenConnectionAsync(CancellationToken ct = default) =>
        new(new StateConnection(_connect, _writes, _context.Value ?? WriteContext.Nothing));

    /// <summary>A connection of the pool for grains.</summary>
    public async ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken ct = default)
    {
        await OpenAsync(ct).ConfigureAwait(false);
        return await _connections!.OpenConnectionAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Of the pool for the cluster's own tables.</summary>
    public async ValueTask<NpgsqlConnection> OpenClusterConnectionAsync(CancellationToken ct = default)
    {
        await OpenAsync(ct).ConfigureAwait(false);
        return await _clusterConnections!.OpenConnectionAsync(ct).ConfigureAwait(false);
    }

    /// <summary>The same for those who cannot wait otherwise.</summary>
    /// <exception cref="InvalidOperationException">The database has not been opened.</exception>
    public NpgsqlConnection OpenClusterConnection() =>
        (_clusterConnections ?? throw new InvalidOperationException("The database has not been opened.")).OpenConnection();

    public void Dispose()
    {
        if (!_opened.IsValueCreated)
            return;
        // A start that is under way ends within its time-outs, and what it took is let go of here.
        Task.WaitAny(_opened.Value);
        Close();
        if (_opened.Value.IsCompletedSuccessfully)
            LogClosed(_place);
    }

    private void ClearPools()
    {
        _connections!.Clear();
        _clusterConnections!.Clear();
    }

    private void Close()
    {
        _connections?.Dispose();
        _clusterConnections?.Dispose();
        _session.Dispose();
        _folder?.Dispose();
    }

    private async Task<List<T>> RunAsync<T>(
        string statement, Func<DbDataReader, T> map, Func<T, bool> isLast, (string Name, object? Value)[] parameters)
    {
        var connection = await ConnectAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
            return await connection.QueryUntilAsync(statement, map, isLast, CancellationToken.None, parameters).ConfigureAwait(false);
    }

    /// <summary>Fills the pool for the cluster's tables. Who asks there later has little patience, and Orleans gives up its start at the first connection that
    /// cannot be had; but whoever starts has no reason to hurry on a server that is slow.</summary>
    private async Task ConnectClusterAsync(NpgsqlDataSource source)
    {
        var deadline = new Deadline(_options.CommandTimeout, TimeProvider.System);
        var connections = new List<NpgsqlConnection>();
        try
        {
            while (connections.Count < ConnectionSettings.MaxClusterConnections)
            {
                try
                {
                    connections.Add(await source.OpenConnectionAsync().ConfigureAwait(false));
                }
                catch (NpgsqlException e) when (e.InnerException is TimeoutException && deadline.Left > TimeSpan.Zero)
                {
                    // The driver gave up after the little time that it has there.
                }
            }
        }
        finally
        {
            foreach (var connection in connections) await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task OpenCoreAsync()
    {
        if (_hasGrains) _folder = DataFolder.Claim(_options.Folder);
        try
        {
            var source = ConnectionSettings.Source("start", ConnectionSettings.Dedicated(_options));
            await using (source.ConfigureAwait(false))
            {
                var connection = source.CreateConnection();
                await using var closing = connection.ConfigureAwait(false);
                await connection.OpenAsync().ConfigureAwait(false);
                var schema = await PostgreSqlSchema.CheckAsync(connection, _place).ConfigureAwait(false);
                if (_entry is not null) await _entry.CheckAsync(connection, schema).ConfigureAwait(false);
                await _session.OpenAsync().ConfigureAwait(false);
                var applied = await PostgreSqlSchema.ApplyAsync(connection, _place, _time.GetUtcNow()).ConfigureAwait(false);
                await PostgreSqlRights.RequireAsync(connection, _place, _hasGrains).ConfigureAwait(false);
                if (_entry is not null) await _entry.EnterAsync(connection).ConfigureAwait(false);
                _connections = ConnectionSettings.Source("grains", ConnectionSettings.Pooled(_options));
                _clusterConnections = ConnectionSettings.Source("cluster", ConnectionSettings.Cluster(_options));
                await ConnectClusterAsync(_clusterConnections).ConfigureAwait(false);
                // What ended that connection ended others, and each of those idle in a pool would fail a call.
                _session.Reconnected = ClearPools;
                LogOpened(_place, Sql.Known, applied);
            }
        }
        catch (Exception e)
        {
            Close();
            if (PostgreSqlFailure.Sentence(e) is { } sentence)
                throw new StorageStartException($"{_place} {sentence}", e);
            throw;
        }
    }
}
