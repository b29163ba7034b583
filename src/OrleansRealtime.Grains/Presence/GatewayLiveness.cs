using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Contracts.Timing;

namespace OrleansRealtime.Grains.Presence;

/// <summary>
/// Sees to it that the rooms of this process let go of gateways that are gone: it asks the registry once for all of them, while any room has
/// somebody. A room itself has no timer, so ten thousand quiet ones cost nothing.
/// </summary>
internal sealed partial class GatewayLiveness : IDisposable
{
    private readonly IGatewayRegistry _registry;
    private readonly PresenceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<GatewayLiveness> _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Watched> _gateways = [];
    private readonly OccasionalLine _failures;
    private readonly ITimer _timer;
    private bool _isLooking;
    private bool _isDue;

    public GatewayLiveness(
        IGatewayRegistry registry, Microsoft.Extensions.Options.IOptions<PresenceOptions> options, TimeProvider time, ILogger<GatewayLiveness> logger)
    {
        _registry = registry;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _failures = new(time);
        _timer = time.CreateTimer(_ => _ = LookAsync(), null, _options.LookInterval, _options.LookInterval);
    }

    /// <summary>The room has somebody of this gateway.</summary>
    public void Watch(string gateway, IPresenceRoom room)
    {
        lock (_gate)
        {
            if (!_gateways.TryGetValue(gateway, out var watched)) _gateways.Add(gateway, watched = new(_time.GetTimestamp()));
            watched.Rooms.Add(room);
        }
    }

    public void Unwatch(string gateway, IPresenceRoom room)
    {
        lock (_gate)
        {
            if (_gateways.TryGetValue(gateway, out var watched) && watched.Rooms.Remove(room) && watched.Rooms.Count == 0) _gateways.Remove(gateway);
        }
    }

    /// <summary>The room is no more.</summary>
    public void Forget(IPresenceRoom room)
    {
        lock (_gate)
        {
            foreach (var gateway in _gateways.Keys.ToList()) Unwatch(gateway, room);
        }
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Looks, and again if another look fell due meanwhile: one at a time, and none is left out.</summary>
    private async Task LookAsync()
    {
        lock (_gate)
        {
            _isDue = _gateways.Count > 0;
            if (!_isDue || _isLooking) return;
            _isLooking = true;
        }

        while (TakeDue(out var began))
        {
            try
            {
                await LookAsync(began);
            }
            catch (Exception e)
            {
                // They are still watched: the next look tries again.
                if (_failures.IsDue(out var count)) LogLookFailed(e, count);
            }
        }
    }

    private bool TakeDue(out long began)
    {
        lock (_gate)
        {
            began = _time.GetTimestamp();
            _isLooking = _isDue;
            _isDue = false;
            return _isLooking;
        }
    }

    private async Task LookAsync(long began)
    {
        var roll = await _registry.RollAsync().WaitAsync(_options.GoneAfter, _time);
        if (!roll.IsComplete) return;
        var calls = Gone(roll, began).Select(gone => gone.Room.DropGateways([gone.Gateway])).ToList();
        await Task.WhenAll(calls).WaitAsync(_options.GoneAfter, _time);
    }

    private List<(string Gateway, IPresenceRoom Room)> Gone(GatewayRoll roll, long began)
    {
        lock (_gate)
        {
            return
            [
                .. from watched in _gateways
                   // One that came since may have been entered after the roll was called.
                   where watched.Value.Since < began && !roll.Living.Contains(watched.Key)
                   from room in watched.Value.Rooms
                   select (watched.Key, room),
            ];
        }
    }

    [LoggerMessage(7550, LogLevel.Warning, "Which gateways are gone could not be found out, or told; the next look tries again (failures since the last such line: {Count})")]
    private partial void LogLookFailed(Exception exception, int count);

    // next id: 7551

    private sealed class Watched(long since)
    {
        public long Since { get; } = since;

        public HashSet<IPresenceRoom> Rooms { get; } = [];
    }
}
