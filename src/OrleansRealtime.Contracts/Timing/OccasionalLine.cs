namespace OrleansRealtime.Contracts.Timing;

/// <summary>When a log line is due about something that may happen at any rate: once in a while, with how often it happened.</summary>
/// <param name="pause">The least time between two lines.</param>
public sealed class OccasionalLine(TimeSpan pause, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long? _saidAt;
    private int _unsaid;

    /// <summary>Counts that it happened.</summary>
    /// <param name="count">How often since the last line, this time included; when one is due.</param>
    public bool IsDue(out int count)
    {
        lock (_gate)
        {
            count = ++_unsaid;
            if (_saidAt is { } at && time.GetElapsedTime(at) < pause) return false;
            (_unsaid, _saidAt) = (0, time.GetTimestamp());
            return true;
        }
    }
}
