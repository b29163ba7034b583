namespace OrleansRealtime.Contracts.Timing;

/// <summary>When a log line is due about something that may happen at any rate: once in a while, with how often it happened.</summary>
public sealed class OccasionalLine(TimeProvider time)
{
    /// <summary>The least time between two lines. 10 s: enough to see that it goes on, and some megabytes a day when it never ends.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

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
            if (_saidAt is { } at && time.GetElapsedTime(at) < Pause) return false;
            (_unsaid, _saidAt) = (0, time.GetTimestamp());
            return true;
        }
    }
}
