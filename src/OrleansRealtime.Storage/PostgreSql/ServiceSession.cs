using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>
/// A connection of this process's own, so that a pool that is full or a statement that is slow cannot take it. It holds the service's lock,
/// shared with the cluster's other processes: a build from before there were clusters wants it for itself, and neither starts beside the other.
/// On it <see cref="Question"/> is asked twice a second, which finds a connection that died in silence, too. A lost one is made again.
/// </summary>
internal sealed partial class ServiceSession(
    IOptions<StorageOptions> options, [FromKeyedServices(ClusterTimings.Clock)] TimeProvider time, ILogger<ServiceSession> logger) : IDisposable
{
    internal const string Key = "hashtextextended('orleans-realtime service ' || coalesce(current_schema(), '') || ' ' || @ServiceId, 0)";

    /// <summary>How long a start waits for the lock: a process that was killed a moment ago is not yet gone for the server.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    private readonly StorageOptions _options = options.Value;
    private readonly CancellationTokenSource _end = new();
    private NpgsqlDataSource? _source;
    private NpgsqlConnection? _connection;
    private Task _asking = Task.CompletedTask;
    private Task _loop = Task.CompletedTask;
    private bool _lost;

    /// <summary>What is asked on the connection, at a pace of <see cref="ClusterTimings.StandingInterval"/>.</summary>
    public Func<NpgsqlConnection, Task> Question { private get; set; } = connection => connection.ExecuteAsync("SELECT 1", CancellationToken.None);

    /// <summary>Called when the connection is there again: what ended it ended others, too.</summary>
    public Action Reconnected { private get; set; } = () => { };

    private (string, object?) ServiceId => ("@ServiceId", _options.ServiceId);

    /// <summary>Takes the lock, for which nothing needs to be in the database yet.</summary>
    /// <exception cref="StorageStartException">A process of a build without clusters holds it.</exception>
    public async Task OpenAsync()
    {
        _connection = await ConnectAsync(_options.CommandTimeout).ConfigureAwait(false);
        var began = Stopwatch.GetTimestamp();
        while (!await TryLockAsync().ConfigureAwait(false))
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new StorageStartException(
                    $"{ConnectionSettings.Place(_options)} serves the service '{_options.ServiceId}' for a process of an earlier version, "
                    + "which shares it with nobody: stop it, or take another database or Data:ServiceId.");
            }

            await Task.Delay(RetryAfter, _end.Token).ConfigureAwait(false);
        }

        _loop = Task.Run(AskForeverAsync);
    }

    public void Dispose()
    {
        if (_end.IsCancellationRequested)
            return;
        _end.Cancel();
        Task.WaitAny(_loop);
        // While the server has not answered, the connection is busy, and closing it fails or waits; then it goes when the answer or its time
        // limit comes, or with the process.
        if (_asking.IsCompleted)
            Disconnect();
        else
            _asking.ContinueWith(_ => Disconnect(), TaskScheduler.Default);
        _end.Dispose();
    }

    private void Disconnect()
    {
        _connection?.Dispose();
        _source?.Dispose();
    }

    private async Task AskForeverAsync()
    {
        using var timer = new PeriodicTimer(ClusterTimings.StandingInterval, time);
        try
        {
            do await AskOnceAsync().ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // As asked for.
        }
    }

    private async Task AskOnceAsync()
    {
        try
        {
            if (_lost) await ReconnectAsync().ConfigureAwait(false);
            // Not broken off by the token: the driver would have the server, which may hang, do that, and wait for it.
            _asking = Question(_connection!);
            await _asking.WaitAsync(_end.Token).ConfigureAwait(false);
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
            throw new OperationCanceledException(_end.Token);
        }
        catch (Exception e)
        {
            if (!_lost) LogLost(e, _options.ServiceId);
            _lost = true;
        }
    }

    private async Task ReconnectAsync()
    {
        await _connection!.DisposeAsync().ConfigureAwait(false);
        _connection = await ConnectAsync(ClusterTimings.TablePatience).ConfigureAwait(false);
        if (!await TryLockAsync().ConfigureAwait(false)) throw new NpgsqlException("The service's lock is held by a process of an earlier version.");
        _lost = false;
        Reconnected();
        LogRegained(_options.ServiceId);
    }

    private async Task<bool> TryLockAsync() => (await _connection!.QueryAsync(
        $"SELECT pg_try_advisory_lock_shared({Key})", row => row.GetBoolean(0), _end.Token, ServiceId).ConfigureAwait(false))[0];

    private async Task<NpgsqlConnection> ConnectAsync(TimeSpan patience)
    {
        if (_source is not null) await _source.DisposeAsync().ConfigureAwait(false);
        _source = ConnectionSettings.Source("session", ConnectionSettings.Session(_options, patience));
        var connection = _source.CreateConnection();
        try
        {
            await connection.OpenAsync(_end.Token).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    [LoggerMessage(7220, LogLevel.Warning, "The connection that holds the lock of service {ServiceId} was lost; it is being made again", EventName = nameof(LogLost))]
    private partial void LogLost(Exception exception, string serviceId);

    [LoggerMessage(7221, LogLevel.Warning, "The connection that holds the lock of service {ServiceId} is there again", EventName = nameof(LogRegained))]
    private partial void LogRegained(string serviceId);

    // next id: 7226: 7222 to 7225 were of ServiceOwnership
}
