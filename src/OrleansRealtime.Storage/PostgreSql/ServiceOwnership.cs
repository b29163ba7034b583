using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>
/// Who serves a service. Two processes on one database would each answer for grains that the other serves; their commits would refuse each
/// other's by version, but reads and events would contradict each other. So one process holds an advisory lock of the server per service, on a
/// connection of its own, for as long as it lives.
/// <para>
/// The lock ends with that connection, and that may end without the process: a restart of the server, an administrator, the network. Then
/// nothing more is read or committed here until the lock is back. The row in ServiceOwner tells whether another process served meanwhile:
/// if none did, what this one's grains hold is still the truth and it goes on; if one did, it stops, because only a new start reads all.
/// </para>
/// </summary>
internal sealed partial class ServiceOwnership : IDisposable
{
    internal const string Key = "hashtextextended('orleans-realtime service ' || current_schema() || ' ' || @ServiceId, 0)";

    /// <summary>How long a start waits for the lock: a process that was killed a moment ago is not yet gone for the server.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>How often the connection is asked. One that was closed is noticed at once; this is for one that died in silence.</summary>
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(5);

    /// <summary>Between attempts to get the lock back: short beside a server's restart, and no load.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    private readonly StorageOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ServiceOwnership> _logger;
    private readonly IHostApplicationLifetime? _process;
    private readonly CancellationTokenSource _end = new();
    private NpgsqlConnection? _connection;
    private long _generation;
    private volatile bool _held;
    private Task _watch = Task.CompletedTask;
    private Task _asking = Task.CompletedTask;

    public ServiceOwnership(
        IOptions<StorageOptions> options, TimeProvider time, ILogger<ServiceOwnership> logger, IServiceProvider services)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        _process = services.GetService<IHostApplicationLifetime>();
    }

    /// <summary>Called when the lock is back and before anything is served again.</summary>
    public Action Regained { private get; set; } = () => { };

    private (string, object?) ServiceId => ("@ServiceId", _options.ServiceId);

    /// <exception cref="NpgsqlException">The lock is not held at this moment.</exception>
    public void ThrowUnlessHeld()
    {
        if (!_held)
            throw new NpgsqlException("The connection that holds this service's lock was lost; it is being made again.");
    }

    /// <summary>Gets the lock, for which nothing needs to be in the database yet.</summary>
    /// <exception cref="StorageStartException">Another process holds it.</exception>
    public async Task LockAsync()
    {
        _connection = await ConnectAsync(_end.Token).ConfigureAwait(false);
        try
        {
            await _connection.ExecuteAsync(
                $"SET lock_timeout = {(int)Patience.TotalMilliseconds}; SELECT pg_advisory_lock({Key}); RESET lock_timeout",
                _end.Token, ServiceId).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new StorageStartException(
                $"{ConnectionSettings.Place(_options)} serves the service '{_options.ServiceId}' for another process: stop it, "
                + "or take another database or Data:ServiceId.",
                e);
        }
    }

    /// <summary>Begins to serve: whoever held the lock before finds out that it has lost it for good.</summary>
    public async Task TakeAsync()
    {
        var generations = await _connection!.QueryAsync(
            """
            INSERT INTO ServiceOwner (ServiceId, Generation, TakenAt) VALUES (@ServiceId, 1, @Now)
            ON CONFLICT (ServiceId) DO UPDATE SET Generation = ServiceOwner.Generation + 1, TakenAt = excluded.TakenAt
            RETURNING Generation
            """,
            row => row.GetInt64(0), _end.Token, ServiceId, ("@Now", _time.GetUtcNow().ToUnixTimeMilliseconds())).ConfigureAwait(false);
        _generation = generations[0];
        _held = true;
        _watch = Task.Run(WatchAsync);
    }

    public void Dispose()
    {
        _held = false;
        if (_end.IsCancellationRequested)
            return;
        _end.Cancel();
        Task.WaitAny(_watch);
        // While the server has not answered, the connection is busy, and closing it fails or waits; then it goes when the answer or its time
        // limit comes, or with the process.
        if (_asking.IsCompleted)
            _connection?.Dispose();
        else
            _asking.ContinueWith(_ => _connection?.Dispose(), TaskScheduler.Default);
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        while (_held)
        {
            try
            {
                // Ends at once with an exception when the connection does.
                await _connection!.WaitAsync(CheckEvery, _end.Token).ConfigureAwait(false);
                // Not broken off by the token: the driver would have the server, which may hang, do that, and wait for it.
                _asking = _connection.ExecuteAsync("SELECT 1", CancellationToken.None);
                await _asking.WaitAsync(_end.Token).ConfigureAwait(false);
            }
            catch (Exception) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                _held = false;
                LogLost(e, _options.ServiceId);
                await RegainAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task RegainAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await _connection!.DisposeAsync().ConfigureAwait(false);
                _connection = await ConnectAsync(_end.Token).ConfigureAwait(false);
                var locked = (await _connection.QueryAsync(
                    $"SELECT pg_try_advisory_lock({Key})", row => row.GetBoolean(0), _end.Token, ServiceId).ConfigureAwait(false))[0];
                var generation = (await _connection.QueryAsync(
                    "SELECT Generation FROM ServiceOwner WHERE ServiceId = @ServiceId", row => row.GetInt64(0), _end.Token, ServiceId)
                    .ConfigureAwait(false)).FirstOrDefault();
                if (generation != _generation)
                {
                    GiveUp();
                    return;
                }
                if (locked)
                {
                    Regained();
                    _held = true;
                    LogRegained(_options.ServiceId);
                    return;
                }
                // By nobody who served: our own connection, which for the server still lives, or a process that is about to take over.
                LogHeldElsewhere(_options.ServiceId);
            }
            catch (Exception) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogStillLost(e, _options.ServiceId);
            }
            await Task.Delay(RetryAfter, _time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void GiveUp()
    {
        LogSuperseded(_options.ServiceId);
        Environment.ExitCode = 1;
        _process?.StopApplication();
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken ct)
    {
        var connection = new NpgsqlConnection(ConnectionSettings.Dedicated(_options));
        try
        {
            await connection.OpenAsync(ct).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
