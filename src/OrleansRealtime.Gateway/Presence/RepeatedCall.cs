namespace OrleansRealtime.Gateway.Presence;

/// <summary>Calls again and again, and never while the call before is under way.</summary>
/// <param name="call">Does not throw.</param>
internal sealed class RepeatedCall(Func<Task> call, TimeSpan interval, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _isCalling;
    private bool _isOver;

    /// <summary>Begins, once: what begins again, or after the end, changes nothing.</summary>
    /// <param name="first">When the first call is due.</param>
    public void Begin(TimeSpan first)
    {
        lock (_gate)
        {
            if (!_isOver) _timer ??= time.CreateTimer(_ => _ = CallAsync(), null, first, interval);
        }
    }

    /// <summary>No call begins any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            _timer?.Dispose();
        }
    }

    private async Task CallAsync()
    {
        lock (_gate)
        {
            if (_isCalling || _isOver) return;
            _isCalling = true;
        }

        try
        {
            await call();
        }
        finally
        {
            lock (_gate) _isCalling = false;
        }
    }
}
