namespace OrleansRealtime.Server.Hub;

/// <summary>Ends a connection whose client has been silent for too long.</summary>
internal sealed class SilenceLimit : IDisposable
{
    private readonly ClientVoice _voice;
    private readonly TimeSpan _limit;
    private readonly Action _end;
    private readonly ITimer _timer;

    /// <param name="end">Called once.</param>
    public SilenceLimit(ClientVoice voice, TimeSpan limit, Action end, TimeProvider time)
    {
        (_voice, _limit, _end) = (voice, limit, end);
        _timer = time.CreateTimer(_ => EndIfSilent(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(limit, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void EndIfSilent()
    {
        var left = _limit - _voice.Silence;
        if (left > TimeSpan.Zero) _timer.Change(left, Timeout.InfiniteTimeSpan);
        else _end();
    }
}
