using System.Collections.Concurrent;

namespace OrleansRealtime.InProcess.Calls;

/// <summary>
/// Ends calls that nobody answered. Calls with one timeout expire in the order in which they were made, so each timeout has a queue of
/// which only the head is looked at, and one timer, armed only while there are calls.
/// </summary>
internal sealed class CallTimeouts(TimeProvider time)
{
    private readonly ConcurrentDictionary<TimeSpan, CallTimeoutQueue> _queues = new();

    public void Watch(Call call, TimeSpan timeout)
    {
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            _queues.GetOrAdd(timeout, static (timeout, time) => new(timeout, time), time).Add(call);
        }
    }

    public static void Unwatch(Call call)
    {
        if (call.Watched is { List: { } queue } place)
        {
            lock (queue)
            {
                // Expiry may have been faster.
                if (place.List is not null)
                {
                    queue.Remove(place);
                }
            }
        }
    }
}

/// <summary>The calls under way that have the same timeout.</summary>
internal sealed class CallTimeoutQueue
{
    private readonly LinkedList<Call> _calls = new();
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private bool _armed;

    public CallTimeoutQueue(TimeSpan timeout, TimeProvider time)
    {
        _timeout = timeout;
        _time = time;
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(
                static state => ((CallTimeoutQueue)state!).ExpireDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Add(Call call)
    {
        call.Deadline = _time.GetTimestamp() + (long)(_timeout.TotalSeconds * _time.TimestampFrequency);
        call.Watched = new(call);
        lock (_calls)
        {
            _calls.AddLast(call.Watched);
            if (!_armed)
            {
                _armed = true;
                _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void ExpireDue()
    {
        List<Call> due = [];
        lock (_calls)
        {
            var now = _time.GetTimestamp();
            while (_calls.First is { Value: var call } && call.Deadline <= now)
            {
                _calls.RemoveFirst();
                due.Add(call);
            }

            _armed = _calls.First is not null;
            if (_armed)
            {
                var left = _time.GetElapsedTime(now, _calls.First!.Value.Deadline);

                // Timers count whole milliseconds, and rounding down would spin.
                _timer.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            }
        }

        foreach (var call in due)
        {
            call.Expire(_timeout);
        }
    }
}
