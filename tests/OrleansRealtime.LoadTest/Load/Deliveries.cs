using System.Diagnostics;
using HdrHistogram;

namespace OrleansRealtime.LoadTest.Load;

/// <summary>What the viewers of a system were told: how long each edit took to each of them, and by how many frames. Used by many threads.</summary>
internal sealed class Deliveries
{
    private LongConcurrentHistogram _latencies = NewHistogram();
    private long _count;

    /// <summary>Frames since the start.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Microseconds from when an edit was due, since the last <see cref="Take"/>.</summary>
    public HistogramBase Take() => Interlocked.Exchange(ref _latencies, NewHistogram());

    public void CountFrame() => Interlocked.Increment(ref _count);

    /// <summary>A viewer has an edit.</summary>
    /// <param name="due">When it was to be sent, as a timestamp of this process.</param>
    public void Record(long due)
    {
        var microseconds = (long)Stopwatch.GetElapsedTime(due).TotalMicroseconds;
        _latencies.RecordValue(Math.Clamp(microseconds, 1, _latencies.HighestTrackableValue));
    }

    private static LongConcurrentHistogram NewHistogram() => new(1, (long)TimeSpan.FromMinutes(2).TotalMicroseconds, 3);
}
