namespace OrleansRealtime.TestKit;

/// <summary>Time that moves only when a test moves it. Timers that fall due run within <see cref="Advance"/>, in the order of their time.
/// </summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private TaskCompletionSource _timerSet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _now;
    private bool _isFiring;
    private TimeSpan _skew;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How far the time was moved.</summary>
    public TimeSpan Now
    {
        get
        {
            lock (_lock) return _now;
        }
    }

    /// <summary>How long until the next timer falls due; <c>null</c> when none runs.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_lock) return _timers.Count == 0 ? null : _timers.Min(timer => timer.Due) - _now;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        var now = Look();
        lock (_lock) return Start + now + _skew;
    }

    public override long GetTimestamp() => Look().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Sets the wall clock forward or back. No timer and no timestamp takes notice.</summary>
    public void Jump(TimeSpan by)
    {
        lock (_lock) _skew += by;
    }

    public void Advance(TimeSpan by)
    {
        TimeSpan until;
        lock (_lock) until = _now + by;
        while (TakeDue(until) is { } timer) timer.Fire();
        lock (_lock)
        {
            _isFiring = false;
            if (_now < until) _now = until;
        }
    }

    /// <summary>Moves the time as for a machine that was suspended: each timer that fell due meanwhile runs once, afterwards. A day of
    /// <see cref="Advance"/> runs a timer of one second 86,400 times.</summary>
    public void Suspend(TimeSpan by)
    {
        List<ManualTimer> due;
        lock (_lock)
        {
            _now += by;
            due = [.. _timers.Where(timer => timer.Due <= _now).OrderBy(timer => timer.Due)];
            foreach (var timer in due)
            {
                if (timer.Period > TimeSpan.Zero) timer.Due = _now + timer.Period;
                else _timers.Remove(timer);
            }
        }

        foreach (var timer in due) timer.Fire();
    }

    /// <summary>
    /// Moves the time from timer to timer until something has happened. Jumps no further than a step, so that the time limit of a call that
    /// is under way for real does not run out.
    /// </summary>
    public async Task RunUntilAsync(Task happened, TimeSpan step, string waitingFor)
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var tooLong = Task.Delay(Timeout.InfiniteTimeSpan, guard.Token);
        while (!happened.IsCompleted)
        {
            Task timerSet;
            TimeSpan? wait;
            lock (_lock)
            {
                timerSet = _timerSet.Task;
                wait = _timers.Count == 0 ? null : _timers.Min(timer => timer.Due) - _now;
            }

            if (wait <= step)
            {
                Advance(wait.Value);
                await OthersAsync();
            }
            else if (await Task.WhenAny(happened, timerSet, tooLong) == tooLong)
            {
                throw new TimeoutException($"Waited for {waitingFor}.");
            }

            if (guard.IsCancellationRequested) throw new TimeoutException($"Waited for {waitingFor}.");
        }

        await happened;
    }

    /// <summary>Lets whatever the timers set off run for a while, or time would be over before anything could happen in it. Through the pool's
    /// common queue, where one waits behind others; a task that a worker starts goes before them.</summary>
    private static async Task OthersAsync()
    {
        for (var i = 0; i < 10; i++)
        {
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ThreadPool.UnsafeQueueUserWorkItem(static turn => turn.SetResult(), turn, preferLocal: false);
            await turn.Task;
        }
    }

    /// <summary>Waits until some timer was set, just now, that is due after this long, to the millisecond. One that was set to longer and
    /// has this long left is none.</summary>
    public async Task TimerSetAsync(TimeSpan wait, string waitingFor)
    {
        while (true)
        {
            Task timerSet;
            lock (_lock)
            {
                if (_timers.Exists(timer => IsAbout(timer.Due - timer.SetAt, wait) && IsAbout(timer.SetAt, _now))) return;
                timerSet = _timerSet.Task;
            }

            await timerSet.Within(waitingFor);
        }
    }

    /// <summary>Timers count whole milliseconds: of a wait that is a tick short of one, they make one less.</summary>
    private static bool IsAbout(TimeSpan one, TimeSpan other) => (one - other).Duration() <= TimeSpan.FromMilliseconds(1);

    /// <summary>While timers fire, each look at the clock takes a tick: who waits for a time that lies between two of a timer's milliseconds
    /// looks at it until it has come.</summary>
    private TimeSpan Look()
    {
        lock (_lock) return _isFiring ? _now += TimeSpan.FromTicks(1) : _now;
    }

    private ManualTimer? TakeDue(TimeSpan until)
    {
        lock (_lock)
        {
            var next = _timers.MinBy(timer => timer.Due);
            if (next is null || next.Due > until) return null;
            if (next.Due > _now) _now = next.Due;
            _isFiring = true;
            if (next.Period > TimeSpan.Zero) next.Due += next.Period;
            else _timers.Remove(next);
            return next;
        }
    }

    private sealed class ManualTimer(ManualTimeProvider time, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Due { get; set; }

        public TimeSpan Period { get; private set; }

        public TimeSpan SetAt { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                (SetAt, Due) = (time._now, time._now + dueTime);
                Period = period;
                time._timers.Add(this);
                time._timerSet.TrySetResult();
                time._timerSet = new(TaskCreationOptions.RunContinuationsAsynchronously);
                return true;
            }
        }

        public void Dispose()
        {
            lock (time._lock) time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
