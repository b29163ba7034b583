using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.EditToTab;

/// <summary>Edits at a steady rate from the request that brings one to the page that shows it, on the platform and on its peers, window by window.</summary>
internal abstract class EditCommand : ICommand
{
    public abstract string Name { get; }

    public abstract string Summary { get; }

    public abstract IReadOnlyList<CommandOption> Options { get; }

    /// <summary>Whether the time of processors is told by frame rather than by edit.</summary>
    protected abstract bool ByFrame { get; }

    protected abstract string[] Systems { get; }

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var shape = Shape(options);
        var (windows, seconds) = (options.Number("windows", 5, 1, 100), options.Number("seconds", 10, 1, 600));
        var warmUp = TimeSpan.FromSeconds(options.Number("warm-up", 120, 1, 3_600));
        var (chosen, earlier) = (Contenders.Chosen(options, Systems), EarlierRun.Of(options, Name));
        options.End();

        var report = new Report(Name, $"{shape.Entities} entities, {shape.Viewers} viewers each, {shape.Rate} edits/s, windows of {seconds} s", options.Values);
        var figures = new EditFigures(report, ByFrame);
        await report.TryAsync(async () =>
        {
            var lanes = new List<EditLane>();
            try
            {
                // One after the other: each alone has the machine while it compiles.
                foreach (var name in chosen) lanes.Add(await EditLane.StartAsync(name, shape, warmUp, stop));
                foreach (var lane in lanes) report.Describe(lane.System.Name, lane.System, lane.IsCompiling);
                for (var window = 1; window <= windows; window++)
                {
                    foreach (var lane in lanes) figures.Add($"{window}/{windows}", lane.System.Name, await lane.MeasureAsync(TimeSpan.FromSeconds(seconds), stop));
                }

                foreach (var lane in lanes) await lane.CheckAsync(report, stop);
            }
            finally
            {
                foreach (var lane in lanes) await lane.DisposeAsync();
            }
        });
        Judge(report);
        return await report.EndAsync(earlier);
    }

    protected abstract EditShape Shape(CommandLine options);

    protected abstract void Judge(Report report);
}
