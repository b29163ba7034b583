using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>
/// A database of a PostgreSQL server, and the data folder for what stays in files. It serves while this process owns the service
/// (<see cref="ServiceOwnership"/>): without the lock no connection is given out, so that nothing more is read or committed here.
/// </summary>
internal sealed partial class PostgreSqlDatabase : IGrainDatabase, IAdoNetDatabase, IDisposable
{
    private readonly StorageOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<PostgreSqlDatabase> _logger;
    private readonly ServiceOwnership _ownership;
    private readonly Lazy<Task> _opened;
    private readonly string _place;
    private NpgsqlDataSource? _connections;
    private DataFolder? _folder;

    public PostgreSqlDatabase(
        IOptions<StorageOptions> options, TimeProvider time, ILogger<PostgreSqlDatabase> logger, ServiceOwnership ownership)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        _ownership = ownership;
        _place = ConnectionSettings.Place(_options);
        _opened = new Lazy<Task>(() => Task.Run(OpenCoreAsync));
    }

    public string Store => StorageOptions.Postgres;

    public string ServiceId => _options.ServiceId;

    public StoreSql Sql => StoreSql.PostgreSql;

    public string Invariant => "Npgsql";

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

    public Task RunWriteAsync(Func<Task> write) => write();

    public bool IsRefusal(Exception failure) => failure is PostgresException refused && PostgreSqlFailure.IsOfTheData(refused);

    public DbConnection CreateConnection() => new NpgsqlConnection();

    public async ValueTask<DbConnection> OpenConnectionAsync(CancellationToken ct = default)
    {
        await OpenAsync(ct).ConfigureAwait(false);
        _ownership.ThrowUnlessHeld();
        return await _connections!.OpenConnectionAsync(ct).ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (!_opened.IsValueCreated)
            return;
        // A start that is under way ends within its time-outs, and what it took is let go of here.
        Task.WaitAny(_opened.Value);
        _connections?.Dispose();
        _ownership.Dispose();
        _folder?.Dispose();
        if (_opened.Value.IsCompletedSuccessfully)
            LogClosed(_place);
    }

    private async Task<List<T>> RunAsync<T>(
        string statement, Func<DbDataReader, T> map, Func<T, bool> isLast, (string Name, object? Value)[] parameters)
    {
        var connection = await OpenConnectionAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
            return await ((NpgsqlConnection)connection).QueryUntilAsync(statement, map, isLast, CancellationToken.None, parameters).ConfigureAwait(false);
    }

    private async Task OpenCoreAsync()
    {
        _folder = DataFolder.Claim(_options.Folder);
        try
        {
            var connection = new NpgsqlConnection(ConnectionSettings.Dedicated(_options));
            await using (connection.ConfigureAwait(false))
            {
                await connection.OpenAsync().ConfigureAwait(false);
                await PostgreSqlSchema.CheckAsync(connection, _place).ConfigureAwait(false);
                await _ownership.LockAsync().ConfigureAwait(false);
                var applied = await PostgreSqlSchema.ApplyAsync(connection, _place, _time.GetUtcNow()).ConfigureAwait(false);
                var name = await FormerSessions.NameAsync(connection, _options).ConfigureAwait(false);
                await FormerSessions.EndAsync(connection, name, _place).ConfigureAwait(false);
                _connections = NpgsqlDataSource.Create(ConnectionSettings.Pooled(_options, name));
                // What ended that connection ended others, and each of those idle in the pool would fail a call.
                _ownership.Regained = _connections.Clear;
                await _ownership.TakeAsync().ConfigureAwait(false);
                LogOpened(_place, Sql.Known, applied);
            }
        }
        catch (Exception e)
        {
            _connections?.Dispose();
            _ownership.Dispose();
            _folder.Dispose();
            if (PostgreSqlFailure.Sentence(e) is { } sentence)
                throw new StorageStartException($"{_place} {sentence}", e);
            throw;
        }
    }
}
