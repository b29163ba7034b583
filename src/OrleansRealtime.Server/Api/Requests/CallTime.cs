namespace OrleansRealtime.Server.Api.Requests;

/// <summary>
/// How long a REST call may still wait for grains, for the application's word about access, and for its turn. It is known to everything that
/// the call does, so that nobody has to hand it on, and to nothing once the call has ended. It does not run while the call's body comes.
/// </summary>
internal sealed class CallTime : IDisposable
{
    private static readonly AsyncLocal<CallTime?> Innermost = new();

    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly CallTime? _outer;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenRegistration _outerOver;
    private TimeSpan _left;
    private long _runsSince;
    private volatile bool _hasEnded;

    private CallTime(TimeSpan limit, TimeProvider time, CallTime? outer)
    {
        (_limit, _time, _outer, _left, _runsSince) = (limit, time, outer, limit, time.GetTimestamp());
        _over = new(limit, time);
        Over = _over.Token;
        if (outer is not null) _outerOver = outer.Over.UnsafeRegister(static over => ((CancellationTokenSource)over!).Cancel(), _over);
    }

    /// <summary>That of the call for which this is done; <c>null</c> when it is done for none.</summary>
    public static CallTime? Current => Innermost.Value is { _hasEnded: false } time ? time : null;

    /// <summary>Cancelled when nothing is left.</summary>
    public CancellationToken Over { get; }

    /// <summary>What is done from here on has so long, until this is disposed; no longer than the call around it, if there is one.</summary>
    public static CallTime Begin(TimeSpan limit, TimeProvider time) => Innermost.Value = new(limit, time, Current);

    /// <summary>Half of what is left, for the first of two tries.</summary>
    public CallTime Half() => Begin(Left / 2, _time);

    /// <summary>How long there still is; never negative.</summary>
    public TimeSpan Left => _left - _time.GetElapsedTime(_runsSince) is { } left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    public void Pause()
    {
        _left = Left;
        _over.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    public void Resume() => Run(_left);

    /// <summary>A part of the call was answered: it has as long as at its beginning for the next.</summary>
    public void Restart() => Run(_limit);

    /// <exception cref="TimeoutException">Nothing is left; what was waited for goes on.</exception>
    public async Task<T> WaitAsync<T>(Task<T> task)
    {
        await WaitAsync((Task)task);
        return await task;
    }

    /// <exception cref="TimeoutException">Nothing is left; what was waited for goes on.</exception>
    public async Task WaitAsync(Task task)
    {
        try
        {
            await task.WaitAsync(Over);
        }
        catch (OperationCanceledException e) when (e.CancellationToken == Over)
        {
            throw new TimeoutException($"There was no answer within the {_limit.TotalSeconds:0.###} s that a call waits.");
        }
    }

    public void Dispose()
    {
        _hasEnded = true;
        Innermost.Value = _outer;
        _outerOver.Dispose();
        _over.Dispose();
    }

    private void Run(TimeSpan left)
    {
        (_left, _runsSince) = (left, _time.GetTimestamp());
        _over.CancelAfter(left);
    }
}
