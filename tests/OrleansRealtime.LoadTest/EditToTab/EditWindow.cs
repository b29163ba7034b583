using HdrHistogram;
using OrleansRealtime.LoadTest.Processes;

namespace OrleansRealtime.LoadTest.EditToTab;

/// <summary>What one window gave.</summary>
/// <param name="Expected">Frames, were each edit told to each viewer by one of its own.</param>
/// <param name="Latencies">In microseconds, from when the edit was due until the viewer had it.</param>
internal sealed record EditWindow(Usage Usage, long Edits, long Frames, long Expected, HistogramBase Latencies)
{
    /// <param name="percentile">Of 100.</param>
    public double Milliseconds(double percentile) => Latencies.GetValueAtPercentile(percentile) / 1000.0;
}
