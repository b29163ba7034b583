using Orleans.Runtime;
using OrleansRealtime.InProcess.Activations;
using OrleansRealtime.InProcess.Hosting;

namespace OrleansRealtime.InProcess.Timers;

/// <summary>A one-shot timer that is set anew after each tick: ticks never overlap, and the period counts from a tick's end.</summary>
internal sealed class GrainTimer : IGrainTimer
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposal = new();
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly InProcessEngine _engine;
    private readonly TimerTick _tick;
    private readonly ITimer _timer;
    private TimeSpan _dueTime;
    private TimeSpan _period;

    // From the moment the tick is sent until it is done; a change meanwhile takes effect afterwards.
    private bool _ticking;
    private bool _changed;

    public GrainTimer(
        Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options, InProcessEngine engine)
    {
        Check(options.DueTime, nameof(options));
        Check(options.Period, nameof(options));
        _activation = activation;
        _callback = callback;
        _engine = engine;
        _tick = new(this, options);
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            _timer = engine.Time.CreateTimer(
                static timer => ((GrainTimer)timer!).Send(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public GrainId GrainId => _activation.GrainId;

    public bool IsDisposed => _disposal.IsCancellationRequested;

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        lock (_gate)
        {
            _dueTime = dueTime;
            _period = period;
            _changed = true;
            if (!_ticking)
            {
                Set(dueTime);
            }
        }
    }

    public Task TickAsync() => _callback(_disposal.Token);

    public void Ticked(Exception? exception)
    {
        if (exception is not null)
        {
            TimerLog.TickFailed(_engine.Logger, GrainId, exception);
        }

        lock (_gate)
        {
            _ticking = false;
            Set(_changed ? _dueTime : _period);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _disposal.Cancel();
        _activation.Remove(this);
    }

    private static void Check(TimeSpan time, string name)
    {
        // What timers can count: milliseconds, up to 49 days.
        const double Most = 0xfffffffe;
        var milliseconds = time.TotalMilliseconds;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(milliseconds, Most, name);
        if (time != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(milliseconds, name);
        }
    }

    private void Set(TimeSpan due)
    {
        if (!IsDisposed)
        {
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private void Send()
    {
        lock (_gate)
        {
            if (_ticking || IsDisposed)
            {
                return;
            }

            _ticking = true;
            _changed = false;
        }

        _activation.TryDeliver(_tick);
    }
}
