using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway.Presence;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>This process for those who ask about its connections: it enters the directory as often as a gateway beats, and answers from memory.</summary>
internal sealed partial class GatewayProcess(
    GatewayConnections connections,
    IGatewayDirectory directory,
    GatewayHeartbeat heartbeat,
    IServiceProvider services,
    IOptions<PresenceOptions> options,
    TimeProvider time,
    ILogger<GatewayProcess> logger) : IGatewayProcess, IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _isEntering;
    private bool _isStopped;

    /// <summary>What people call the process, and no address: its silo's name, as others see it among the members, or where it has no silo one of its
    /// own.</summary>
    private string Name => services.GetService<ILocalSiloDetails>()?.Name ?? $"gateway-{heartbeat.Gateway[..5]}";

    public Task<UserConnections> ConnectionsOf(UserKey user) => Task.FromResult(connections.Describe(user));

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // The first time at once, and nobody waits for it: a process starts also where no silo answers.
            if (!_isStopped) _timer = time.CreateTimer(_ => _ = EnterAsync(), null, TimeSpan.Zero, options.Value.HeartbeatInterval);
        }

        return Task.CompletedTask;
    }

    /// <summary>Before the other services stop: calls still get through.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        Dispose();
        try
        {
            await directory.LeaveAsync(heartbeat.Gateway).WaitAsync(LeaveTimeout, time, cancellationToken);
        }
        catch (Exception e)
        {
            LogLeaveFailed(e);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        lock (_gate)
        {
            _isStopped = true;
            _timer?.Dispose();
        }
    }

    private async Task EnterAsync()
    {
        lock (_gate)
        {
            if (_isEntering || _isStopped) return;
            _isEntering = true;
        }

        try
        {
            var (count, watches) = connections.Count();
            await directory.EnterAsync(heartbeat.Gateway, new(Name, count, watches), this).WaitAsync(options.Value.HeartbeatInterval, time);
        }
        catch (Exception e)
        {
            // Also while a cluster is brought to this version: a silo of an earlier one has no directory.
            LogEnterFailed(e);
        }
        finally
        {
            lock (_gate) _isEntering = false;
        }
    }

    [LoggerMessage(EventId = 7470, Level = LogLevel.Debug, Message = "This gateway could not say where it can be asked about its connections; it says so again")]
    private partial void LogEnterFailed(Exception exception);

    [LoggerMessage(EventId = 7471, Level = LogLevel.Debug, Message = "This gateway could not say that it is going; it is asked about its connections for a few seconds")]
    private partial void LogLeaveFailed(Exception exception);

    // next id: 7472
}
