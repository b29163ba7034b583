using System.Diagnostics;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.EditToTab;

/// <summary>Edits at a steady rate from the request that brings one to the page that shows it, on the platform and on its peers, window by window.</summary>
internal abstract class EditCommand : ICommand
{
    private const string SystemTime = "server CPU µs";
    private const string StoreTime = "store CPU µs";
    private const string LoadTime = "load CPU µs";
    private const string Coalesced = "coalesced %";
    private const string Disturbed = "disturbed %";

    protected const string Median = "p50 ms";
    protected const string P99 = "p99 ms";
    protected const string CpuPerEdit = $"{SystemTime} per edit";
    protected const string CpuPerFrame = $"{SystemTime} per frame";

    public abstract string Name { get; }

    public abstract string Summary { get; }

    public abstract string Usage { get; }

    /// <summary>Whether the time of processors is told by frame rather than by edit.</summary>
    protected abstract bool ByFrame { get; }

    protected abstract string[] Systems { get; }

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var shape = Shape(options);
        var (windows, seconds) = (options.Number("windows", 5, 1, 100), options.Number("seconds", 10, 1, 600));
        var warmUp = TimeSpan.FromSeconds(options.Number("warm-up", 120, 1, 3_600));
        var (chosen, earlier) = (Contenders.Chosen(options, Systems), options.Text("compare"));
        options.End();

        var report = new Report(Name, $"{shape.Entities} entities, {shape.Viewers} viewers each, {shape.Rate} edits/s, windows of {seconds} s");
        var lanes = new List<EditLane>();
        try
        {
            // One after the other: each alone has the machine while it compiles.
            foreach (var name in chosen) lanes.Add(await EditLane.StartAsync(name, shape, warmUp, stop));
            for (var window = 1; window <= windows; window++)
            {
                foreach (var lane in lanes) await MeasureAsync(lane, TimeSpan.FromSeconds(seconds), $"{window}/{windows}", report, stop);
            }

            foreach (var lane in lanes) await lane.CheckAsync(report, stop);
        }
        finally
        {
            foreach (var lane in lanes) await lane.DisposeAsync();
        }

        Judge(report);
        return await report.EndAsync(earlier);
    }

    protected abstract EditShape Shape(CommandLine options);

    protected abstract void Judge(Report report);

    private async Task MeasureAsync(EditLane lane, TimeSpan length, string at, Report report, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var window = await lane.MeasureAsync(length, stop);
        var (per, count) = ByFrame ? ("per frame", window.Frames) : ("per edit", window.Edits);
        Add($"{SystemTime} {per}", window.Usage.System.TotalMicroseconds / count);
        Add($"{StoreTime} {per}", window.Usage.Store.TotalMicroseconds / count);
        Add($"{LoadTime} {per}", window.Usage.Load.TotalMicroseconds / count);
        foreach (var (measure, percentile) in (ReadOnlySpan<(string, double)>)[(Median, 50), (P99, 99), ("p99.9 ms", 99.9)])
            Add(measure, window.Latencies.GetValueAtPercentile(percentile) / 1000.0);
        Add(Coalesced, 100.0 * (window.Expected - window.Frames) / window.Expected);
        Add(Disturbed, 100 * (window.Usage.Others + window.Usage.Stolen));
        Console.WriteLine(
            $"  {at,5} {lane.System.Name,-40} {window.Usage.System.TotalMicroseconds / count,6:0.0} µs {per}, p50 {window.Latencies.GetValueAtPercentile(50) / 1000.0:0.00} "
            + $"p99 {window.Latencies.GetValueAtPercentile(99) / 1000.0:0.0} ms{(window.Usage.IsDisturbed ? $", disturbed {window.Usage.Others + window.Usage.Stolen:0%}" : "")} "
            + $"({Stopwatch.GetElapsedTime(began).TotalSeconds:0} s)");

        void Add(string measure, double value) => report.Add(lane.System.Name, measure, value);
    }
}
