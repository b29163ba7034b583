using OrleansRealtime.LoadTest.Reports;

namespace OrleansRealtime.LoadTest.EditToTab;

/// <summary>The figures of a window, as the report and the lines of progress have them.</summary>
/// <param name="byFrame">Whether the time of processors is told by frame rather than by edit.</param>
internal sealed class EditFigures(Report report, bool byFrame)
{
    private const string SystemTime = "server CPU µs";
    private const string StoreTime = "store CPU µs";
    private const string LoadTime = "load CPU µs";

    public const string Median = "p50 ms";
    public const string P99 = "p99 ms";
    public const string CpuPerEdit = $"{SystemTime} per edit";
    public const string CpuPerFrame = $"{SystemTime} per frame";

    /// <param name="at">Which of how many windows it is.</param>
    /// <param name="system">What was measured, as the table names it.</param>
    public void Add(string at, string system, EditWindow window)
    {
        var (per, count) = byFrame ? ("per frame", window.Frames) : ("per edit", window.Edits);
        var (usage, cpu) = (window.Usage, window.Usage.System.TotalMicroseconds / count);
        report.Add(system, $"{SystemTime} {per}", cpu);
        report.Add(system, $"{StoreTime} {per}", usage.Store.TotalMicroseconds / count);
        report.Add(system, $"{LoadTime} {per}", usage.Load.TotalMicroseconds / count);
        report.Add(system, Median, window.Milliseconds(50));
        report.Add(system, P99, window.Milliseconds(99));
        report.Add(system, "p99.9 ms", window.Milliseconds(99.9));
        report.Add(system, "coalesced %", 100.0 * (window.Expected - window.Frames) / window.Expected);
        report.Add(system, "disturbed %", 100 * (usage.Others + usage.Stolen));
        Console.WriteLine(
            $"  {at,5} {system,-40} {cpu,6:0.0} µs {per}, p50 {window.Milliseconds(50):0.00} p99 {window.Milliseconds(99):0.0} ms"
            + (usage.IsDisturbed ? $", disturbed {usage.Others + usage.Stolen:0%}" : ""));
    }
}
