using System.Diagnostics;
using HdrHistogram;

namespace OrleansRealtime.LoadTest.Load;

/// <summary>What the viewers of a system were told: how long each edit took, and for each viewer which edits came. Used by many threads.</summary>
internal sealed class Deliveries
{
    private LongConcurrentHistogram _latencies = NewHistogram();
    private long _count;

    /// <summary>Frames since the start.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Microseconds from when an edit was due, since the last <see cref="Take"/>.</summary>
    public HistogramBase Take() => Interlocked.Exchange(ref _latencies, NewHistogram());

    public void Add(EditMark mark)
    {
        var microseconds = (long)Stopwatch.GetElapsedTime(mark.At).TotalMicroseconds;
        _latencies.RecordValue(Math.Clamp(microseconds, 1, _latencies.HighestTrackableValue));
        Interlocked.Increment(ref _count);
    }

    private static LongConcurrentHistogram NewHistogram() => new(1, (long)TimeSpan.FromMinutes(2).TotalMicroseconds, 3);
}
