using Microsoft.Extensions.Logging;

namespace OrleansRealtime.LiveStreams.Subscribing;

/// <summary>
/// Renews the leases of all streams of this process with one timer, which is off when there are none. Bounded: what exceeds the bound stays
/// due and goes on when a call has ended.
/// </summary>
internal sealed partial class RenewalLoop : IDisposable
{
    private readonly Lock _lock = new();
    private readonly RenewalSchedule<LiveChannel> _schedule = new();
    private readonly RenewalPace _pace;
    private readonly MonotonicClock _clock;
    private readonly string _provider;
    private readonly TimeSpan _tick;
    private readonly int _maxCalls;
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    // Whose owners do not answer. One line when it begins and one when it is over, not one per stream.
    private readonly HashSet<LiveChannel> _failing = [];
    private TimeSpan? _armedFor;
    private int _calls;
    private bool _disposed;

    public RenewalLoop(string provider, LiveStreamOptions options, TimeProvider time, ILogger logger)
    {
        _provider = provider;
        _logger = logger;
        _tick = TickFor(options.RenewalInterval);
        _pace = new(RenewalPace.Within(options.RenewalInterval, _tick), Random.Shared.NextDouble);
        _clock = new(time);
        _maxCalls = options.MaxConcurrentCalls;
        // A timer keeps the execution context that it is made in: not that of whatever request happens to be the first.
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(static loop => ((RenewalLoop)loop!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>
    /// What falls due within this is done together: waking sleeping threads costs more than the renewals. 10,000 watched entities every 15 s
    /// took, on two cores that were busy with other things, 2.2 % of a core when done every 100 ms and 2.0 % every
    /// 250 ms; every 10 ms it was more than twice as much.
    /// </summary>
    public static TimeSpan TickFor(TimeSpan interval) => TimeSpan.FromMilliseconds(Math.Clamp(interval.TotalMilliseconds / 60, 10, 250));

    /// <summary>The first renewal of a stream that has just joined.</summary>
    public void Start(LiveChannel channel, LiveLease lease) => Schedule(channel, _pace.AfterJoin(_clock.Now, lease.Duration));

    public void RenewSoon(LiveChannel channel) => Schedule(channel, _pace.AfterGoingAway(_clock.Now));

    public void LookAgain(LiveChannel channel) => Schedule(channel, RenewalPace.AfterSuspicion(_clock.Now));

    public void Stop(LiveChannel channel)
    {
        lock (_lock)
        {
            _schedule.Remove(channel);
            Answered(channel);
        }
    }

    public void Dispose()
    {
        lock (_lock) _disposed = true;
        _timer.Dispose();
    }

    private void Schedule(LiveChannel channel, TimeSpan due)
    {
        lock (_lock)
        {
            if (_disposed) return;
            _schedule.Add(channel, due);
            Arm();
        }
    }

    private void Tick()
    {
        lock (_lock) _armedFor = null;
        while (TryTake(out var channel, out var due)) _ = RunAsync(channel, due);
    }

    private bool TryTake(out LiveChannel channel, out TimeSpan due)
    {
        lock (_lock)
        {
            if (!_disposed && _calls < _maxCalls && _schedule.TryTake(_clock.Now, out channel!, out due))
            {
                _calls++;
                return true;
            }

            Arm();
            channel = null!;
            due = default;
            return false;
        }
    }

    private async Task RunAsync(LiveChannel channel, TimeSpan due)
    {
        var result = await channel.RenewAsync();
        var now = _clock.Now;
        lock (_lock)
        {
            _calls--;
            if (result.Failures == 0) Answered(channel);
            else if (_failing.Add(channel) && _failing.Count == 1) LogFailing(_provider, channel.Stream);
        }

        if (result.Lease is { } lease)
        {
            Schedule(channel, result.Rejoined ? _pace.AfterJoin(now, lease.Duration) : _pace.AfterRenewal(due, now, lease.Duration));
        }
        else if (result.Failures > 0)
        {
            Schedule(channel, _pace.AfterFailure(now, result.Failures));
        }
        else
        {
            lock (_lock) if (!_disposed) Arm();
        }
    }

    private void Answered(LiveChannel channel)
    {
        if (_failing.Remove(channel) && _failing.Count == 0) LogAnswering(_provider);
    }

    // While the bound is reached, whatever ends a call arms it again.
    private void Arm()
    {
        if (_disposed || _calls >= _maxCalls || _schedule.NextDue is not { } next || next >= _armedFor) return;
        _armedFor = next;
        var wait = next - _clock.Now;
        _timer.Change(wait > _tick ? wait : _tick, Timeout.InfiniteTimeSpan);
    }
}
