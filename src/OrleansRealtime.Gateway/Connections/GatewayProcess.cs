using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Presence;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>This process for those who ask about its connections: it enters the directory as often as a gateway beats, and answers from memory.</summary>
internal sealed partial class GatewayProcess : IGatewayProcess, IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(1);

    private readonly GatewayConnections _connections;
    private readonly IGatewayDirectory _directory;
    private readonly GatewayHeartbeat _heartbeat;
    private readonly IServiceProvider _services;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly ILogger<GatewayProcess> _logger;
    private readonly RepeatedCall _entering;

    public GatewayProcess(
        GatewayConnections connections, IGatewayDirectory directory, GatewayHeartbeat heartbeat, IServiceProvider services,
        IOptions<PresenceOptions> options, TimeProvider time, ILogger<GatewayProcess> logger)
    {
        (_connections, _directory, _heartbeat, _services) = (connections, directory, heartbeat, services);
        (_interval, _time, _logger) = (options.Value.HeartbeatInterval, time, logger);
        _entering = new(EnterAsync, _interval, time);
    }

    /// <summary>What people call the process, and no address: its silo's name, as others see it among the members, or where it has no silo one of its
    /// own.</summary>
    private string Name => _services.GetService<ILocalSiloDetails>()?.Name ?? $"gateway-{_heartbeat.Gateway[..5]}";

    public Task<UserConnections> ConnectionsOf(UserKey user) => Task.FromResult(_connections.Describe(user));

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // The first time at once, and nobody waits for it: a process starts also where no silo answers.
        _entering.Begin(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    /// <summary>Before the other services stop: calls still get through.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        Dispose();
        try
        {
            await _directory.LeaveAsync(_heartbeat.Gateway).WaitAsync(LeaveTimeout, _time, cancellationToken);
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

    public void Dispose() => _entering.Dispose();

    private async Task EnterAsync()
    {
        try
        {
            var (count, watches) = _connections.Count();
            await _directory.EnterAsync(_heartbeat.Gateway, new(Name, count, watches), this).WaitAsync(_interval, _time);
        }
        catch (Exception e)
        {
            // Also while a cluster is brought to this version: a silo of an earlier one has no directory.
            LogEnterFailed(e);
        }
    }

    [LoggerMessage(EventId = 7470, Level = LogLevel.Debug, Message = "This gateway could not say where it can be asked about its connections; it says so again")]
    private partial void LogEnterFailed(Exception exception);

    [LoggerMessage(EventId = 7471, Level = LogLevel.Debug, Message = "This gateway could not say that it is going; it is asked about its connections for a few seconds")]
    private partial void LogLeaveFailed(Exception exception);

    // next id: 7472
}
