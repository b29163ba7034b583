using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Contracts.Timing;

namespace OrleansRealtime.Gateway.Presence;

/// <summary>
/// Tells one room what its ledger holds: a first change at once, those of the next moment together, one call at a time; again, and whole,
/// after a failure. Its ledger is guarded by the gate that all reporters share.
/// </summary>
internal sealed partial class PresenceReporter(
    PresenceTarget target,
    PresenceLedger ledger,
    GatewayPresenceServices services,
    Lock gate,
    Action<PresenceReporter> over)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly ILogger<GatewayPresence> _logger = services.Logger;
    private readonly double _jitter = Jitter.Shortening(0.25);
    private long _toldAt = services.Time.GetTimestamp();
    private bool _isRunning;

    public PresenceTarget Target { get; } = target;

    public PresenceLedger Ledger { get; } = ledger;

    private PresenceOptions Options => services.Options;

    private CancellationToken Stopped => services.Heartbeat.Stopped;

    /// <summary>Tells what there is to tell. Called inside the gate.</summary>
    public void StartTelling()
    {
        if (_isRunning || Stopped.IsCancellationRequested) return;
        _isRunning = true;
        _ = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Asks whether the room still knows what it was told, when it was not asked for long enough. Called inside the gate.</summary>
    public void CheckIfDue()
    {
        if (services.Time.GetElapsedTime(_toldAt) < Options.CheckInterval * _jitter) return;
        Ledger.Check();
        StartTelling();
    }

    private async Task RunAsync()
    {
        for (var failures = 0; ;)
        {
            PresenceReport? report;
            lock (gate)
            {
                report = Stopped.IsCancellationRequested ? null : Ledger.Next();
                if (report is null)
                {
                    _isRunning = false;
                    if (Ledger.IsOver) over(this);
                    return;
                }

                _toldAt = services.Time.GetTimestamp();
            }

            try
            {
                // A room lets go of gateways that are not in the registry.
                await services.Heartbeat.BeginAsync();
                var isTaken = await services.Source.ReportAsync(Target, report).WaitAsync(services.CallTimeout, services.Time, Stopped);
                failures = 0;
                if (!isTaken)
                {
                    lock (gate) Ledger.Forgotten();
                }
            }
            catch (Exception e)
            {
                failures++;
                if (!Stopped.IsCancellationRequested && services.Failures.IsDue(out var count)) LogReportFailed(e, Target.GrainKey, count);
                lock (gate) Ledger.Forgotten();
            }

            // With jitter: what made one report fail made those to a thousand other rooms fail too.
            var pause = failures == 0 ? Options.Batch : Jitter.Pause(failures, 2 * Options.Batch, LongestPause);
            await Task.Delay(pause, services.Time, Stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(EventId = 7450, Level = LogLevel.Warning, Message = "Who is there could not be told to {Room}; it is told everything in a moment (failures of all rooms since the last such line: {Count})")]
    private partial void LogReportFailed(Exception exception, string room, int count);

    // next id: 7451
}
