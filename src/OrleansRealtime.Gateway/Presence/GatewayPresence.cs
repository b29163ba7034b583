using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Contracts.Timing;

namespace OrleansRealtime.Gateway.Presence;

/// <summary>Who is connected to this process, and what they view: one ledger, told by one reporter, for each room that it concerns.</summary>
internal sealed class GatewayPresence : IDisposable
{
    /// <summary>A check interval is met to the second.</summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly GatewayPresenceServices _services;
    private readonly Lock _gate = new();
    private readonly Dictionary<PresenceTarget, PresenceReporter> _reporters = [];
    private readonly ITimer _sweep;
    private long _lastNumber;

    public GatewayPresence(
        IPresenceSource source,
        GatewayHeartbeat heartbeat,
        IOptions<PresenceOptions> options,
        IOptions<GatewayOptions> gatewayOptions,
        TimeProvider time,
        ILogger<GatewayPresence> logger)
    {
        _services = new(source, heartbeat, options.Value, gatewayOptions.Value.CallTimeout, time, logger);
        _sweep = time.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
    }

    public PresenceOptions Options => _services.Options;

    /// <summary>A connection opened: its user is online, and views nothing.</summary>
    /// <param name="name">What people call the user.</param>
    public ConnectionPresence Open(UserKey user, string name)
    {
        var connection = new ConnectionPresence(this, user, name, _services.Time);
        lock (_gate) Add(connection);
        return connection;
    }

    public void Change(ConnectionPresence connection, PresenceStatus status, EntityKey? activeView)
    {
        lock (_gate)
        {
            if (connection.IsOver) return;
            var before = (connection.Status, connection.ActiveView);
            (connection.Status, connection.ActiveView) = (status, activeView);
            // First the new and then the old, so that nobody is gone in between.
            Add(connection);
            Remove(connection, before.Status, before.ActiveView);
        }
    }

    public void End(ConnectionPresence connection)
    {
        lock (_gate)
        {
            if (connection.IsOver) return;
            connection.IsOver = true;
            Remove(connection, connection.Status, connection.ActiveView);
        }
    }

    /// <summary>The entity has a new activation, which knows nobody: it is told who is here.</summary>
    public void Check(EntityKey entity)
    {
        lock (_gate)
        {
            if (!_reporters.TryGetValue(PresenceTarget.Of(entity), out var reporter)) return;
            reporter.Ledger.Check();
            reporter.StartTelling();
        }
    }

    public void Dispose() => _sweep.Dispose();

    private void Add(ConnectionPresence connection)
    {
        Tell(PresenceTarget.Of(connection.User), ledger => ledger.Add(connection.User.ToString(), connection.Name, connection.Status));
        if (connection.ActiveView is { } entity) Tell(PresenceTarget.Of(entity), ledger => ledger.Add(connection.User.User, connection.Name, connection.Status));
    }

    private void Remove(ConnectionPresence connection, PresenceStatus status, EntityKey? activeView)
    {
        Tell(PresenceTarget.Of(connection.User), ledger => ledger.Remove(connection.User.ToString(), status));
        if (activeView is { } entity) Tell(PresenceTarget.Of(entity), ledger => ledger.Remove(connection.User.User, status));
    }

    private void Tell(PresenceTarget target, Action<PresenceLedger> change)
    {
        if (!_reporters.TryGetValue(target, out var reporter))
        {
            var ledger = new PresenceLedger(_services.Heartbeat.Gateway, () => ++_lastNumber);
            _reporters.Add(target, reporter = new(target, ledger, _services, _gate, over => _reporters.Remove(over.Target)));
        }

        change(reporter.Ledger);
        reporter.StartTelling();
    }

    private void Sweep()
    {
        lock (_gate)
        {
            foreach (var reporter in _reporters.Values) reporter.CheckIfDue();
        }
    }
}

/// <summary>What every reporter of the process uses.</summary>
internal sealed record GatewayPresenceServices(
    IPresenceSource Source,
    GatewayHeartbeat Heartbeat,
    PresenceOptions Options,
    TimeSpan CallTimeout,
    TimeProvider Time,
    ILogger<GatewayPresence> Logger)
{
    /// <summary>When a line is due about rooms that could not be told: what one was not told, a thousand others were not told either.</summary>
    public OccasionalLine Failures { get; } = new(Time);
}
