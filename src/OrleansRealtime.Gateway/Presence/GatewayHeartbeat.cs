using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Contracts.Timing;

namespace OrleansRealtime.Gateway.Presence;

/// <summary>Says that this process lives, from its first connection on: one call per interval, however many users it has.</summary>
internal sealed partial class GatewayHeartbeat : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(1);

    private readonly IPresenceSource _source;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly ILogger<GatewayHeartbeat> _logger;
    private readonly OccasionalLine _failures;
    private readonly RepeatedCall _beats;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private Task? _first;

    public GatewayHeartbeat(IPresenceSource source, IOptions<PresenceOptions> options, TimeProvider time, ILogger<GatewayHeartbeat> logger)
    {
        (_source, _interval, _time, _logger) = (source, options.Value.HeartbeatInterval, time, logger);
        _failures = new(time);
        _beats = new(BeatAsync, _interval, time);
    }

    /// <summary>Names this process for as long as it runs; the next one's ghosts are not its own.</summary>
    public string Gateway { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>From then on nothing is told any more: the rooms let go of this process by themselves.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Completes when the registry knows this process.</summary>
    public Task BeginAsync()
    {
        lock (_gate)
        {
            _stop.Token.ThrowIfCancellationRequested();
            if (_first is null or { IsFaulted: true } or { IsCanceled: true }) _first = BeatOnceAsync();
            _beats.Begin(_interval);
            return _first;
        }
    }

    /// <summary>Before the other services stop: calls still get through.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        Dispose();
        if (_first is null) return;
        try
        {
            await _source.LeaveAsync(Gateway).WaitAsync(LeaveTimeout, _time, cancellationToken);
        }
        catch (Exception e)
        {
            LogLeaveFailed(e);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Beats no more, and says nothing: as a process that was killed.</summary>
    public void Dispose()
    {
        lock (_gate) _stop.Cancel();
        _beats.Dispose();
    }

    private async Task BeatAsync()
    {
        try
        {
            await BeatOnceAsync();
        }
        catch (Exception e)
        {
            if (_failures.IsDue(out var count)) LogBeatFailed(e, count);
        }
    }

    private Task BeatOnceAsync() => _source.BeatAsync(Gateway).WaitAsync(_interval, _time);

    [LoggerMessage(EventId = 7460, Level = LogLevel.Warning, Message = "This gateway could not say that it lives; it says so again (failures since the last such line: {Count})")]
    private partial void LogBeatFailed(Exception exception, int count);

    [LoggerMessage(EventId = 7461, Level = LogLevel.Information, Message = "This gateway could not say that it is going; it is missed in a few seconds")]
    private partial void LogLeaveFailed(Exception exception);

    // next id: 7462
}
