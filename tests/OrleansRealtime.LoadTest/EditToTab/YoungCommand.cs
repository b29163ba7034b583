using System.Diagnostics;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.EditToTab;

/// <summary>What users feel after a deployment: a server that was just started, beside one that has worked until it compiles no more.</summary>
internal sealed class YoungCommand : ICommand
{
    public string Name => "young";

    public string Summary => "what an edit costs and how long it takes soon after a start, beside a server that is warm";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("age", "15", "of the process when it is measured, in seconds from its start"),
        new("entities", "200", "that are edited in turn"),
        new("viewers", "1", "of each entity"),
        new("rate", "500", "edits a second, from the start on"),
        CommonOptions.Windows,
        CommonOptions.Seconds(10),
        CommonOptions.WarmUp(120),
        new("systems", $"{Contenders.Sqlite},{Contenders.Postgres}", "what is measured, with commas between them; the peers of edit-to-tab may be named, too"),
        CommonOptions.Compare,
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var age = TimeSpan.FromSeconds(options.Number("age", 15, 1, 600));
        var shape = new EditShape(options.Number("entities", 200, 1, 10_000), options.Number("viewers", 1, 1, 1_000), options.Number("rate", 500, 1, 10_000));
        var (windows, length) = (options.Number("windows", 5, 1, 100), TimeSpan.FromSeconds(options.Number("seconds", 10, 1, 600)));
        var warmUp = TimeSpan.FromSeconds(options.Number("warm-up", 120, 1, 3_600));
        var (chosen, earlier) = (Contenders.Chosen(options, [Contenders.Sqlite, Contenders.Postgres], Contenders.All), EarlierRun.Of(options, Name));
        options.End();

        var report = new Report(Name, $"{shape.Entities} entities, {shape.Viewers} viewers each, {shape.Rate} edits/s from the start on, windows of {length.TotalSeconds:0} s", options.Values);
        var figures = new EditFigures(report, byFrame: false);
        await report.TryAsync(async () =>
        {
            foreach (var name in chosen)
            {
                await using var warm = await EditLane.StartAsync(name, shape, warmUp, stop);
                var young = Young(warm.System.Name);
                report.Describe(warm.System.Name, warm.System, warm.IsCompiling);
                for (var window = 1; window <= windows; window++)
                {
                    var at = $"{window}/{windows}";
                    figures.Add(at, young, await MeasureYoungAsync(name, young, shape, age, length, report, stop));
                    figures.Add(at, warm.System.Name, await warm.MeasureAsync(length, stop));
                }

                await warm.CheckAsync(report, stop);
            }
        });
        foreach (var platform in PlatformSystem.Names)
        {
            foreach (var measure in (string[])[EditFigures.CpuPerEdit, EditFigures.Median, EditFigures.P99]) report.Judge(Young(platform), measure, 1.3, platform);
        }

        return await report.EndAsync(earlier);

        string Young(string system) => $"{system}, {age.TotalSeconds:0} s old";
    }

    private static async Task<EditWindow> MeasureYoungAsync(string name, string young, EditShape shape, TimeSpan age, TimeSpan length, Report report, CancellationToken stop)
    {
        await using var lane = await EditLane.OpenAsync(name, shape, stop);
        report.Describe(young, lane.System);
        using var process = Process.GetProcessById(lane.System.Processes[0]);
        // Another second of load comes before a window.
        var rest = process.StartTime + age - TimeSpan.FromSeconds(1) - DateTime.Now;
        if (rest > TimeSpan.Zero) await lane.LoadAsync(rest, stop);
        var window = await lane.MeasureAsync(length, stop);
        await lane.CheckAsync(report, stop);
        return window;
    }
}
