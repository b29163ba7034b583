using HdrHistogram;
using OrleansRealtime.LoadTest.Processes;

namespace OrleansRealtime.LoadTest.Versions;

/// <summary>What one window gave.</summary>
/// <param name="Length">Until the last edit was at its tabs.</param>
/// <param name="Frames">To all tabs; one may stand for several edits.</param>
/// <param name="Latencies">In microseconds, from when each edit was due until each of its tabs had it.</param>
internal sealed record TabWindow(Usage Usage, TimeSpan Length, long Edits, long Frames, HistogramBase Latencies)
{
    public double Cpu => Usage.System.TotalMicroseconds / Edits;

    public double StoreCpu => Usage.Store.TotalMicroseconds / Edits;

    public double Disturbed => 100 * (Usage.Others + Usage.Stolen);

    /// <summary>In milliseconds.</summary>
    public double Percentile(double percentile) => Latencies.GetValueAtPercentile(percentile) / 1000.0;
}
