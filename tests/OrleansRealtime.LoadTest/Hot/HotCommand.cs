using System.Diagnostics;
using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.LoadTest.Versions;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.Hot;

/// <summary>
/// One entity that everybody edits and some watch. First its writers each wait for their answer, which says how much it takes; then edits come at a steady rate,
/// which says how long one waits.
/// </summary>
internal sealed class HotCommand : ICommand
{
    private const string Id = "hot";

    public string Name => "hot";

    public string Summary => "many writers on one entity that others watch: how many edits a second it takes, and how long each is on its way to the tabs";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("writers", "200", "who each send the next edit when the last was answered"),
        new("viewers", "20", "of the one entity"),
        new("rate", "500", "edits a second of the steady windows"),
        CommonOptions.Windows,
        CommonOptions.Seconds(10),
        CommonOptions.WarmUp(120),
        CommonOptions.Systems(Contenders.Sqlite, Contenders.Postgres),
        CommonOptions.Compare,
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var (writers, viewers) = (options.Number("writers", 200, 1, 380), options.Number("viewers", 20, 1, 1_000));
        var (rate, windows) = (options.Number("rate", 500, 1, 20_000), options.Number("windows", 5, 1, 100));
        var length = TimeSpan.FromSeconds(options.Number("seconds", 10, 1, 600));
        var warmUp = TimeSpan.FromSeconds(options.Number("warm-up", 120, 1, 3_600));
        var (chosen, earlier) = (Contenders.Chosen(options, Contenders.Sqlite, Contenders.Postgres), EarlierRun.Of(options, Name));
        options.End();

        var report = new Report(Name, $"one entity, {writers} writers, then {rate} edits/s, {viewers} viewers, windows of {length.TotalSeconds:0} s", options.Values);
        var lanes = new List<TabLane>();
        var edits = 0;
        await report.TryAsync(async () =>
        {
            try
            {
                foreach (var name in chosen)
                {
                    var lane = await TabLane.StartAsync(name, [.. Enumerable.Repeat<IReadOnlyList<string>>([Id], viewers)], stop);
                    lanes.Add(lane);
                    var half = TimeSpan.FromSeconds(0.5);
                    var isCompiling = await WarmUp.RunAsync(
                        lane.System,
                        async () =>
                        {
                            await FullAsync(lane, half);
                            await SteadyAsync(lane, half);
                        },
                        warmUp);
                    report.Describe(lane.System.Name, lane.System, isCompiling);
                }

                for (var window = 1; window <= windows; window++)
                {
                    foreach (var lane in lanes)
                    {
                        Add(lane, "full", await FullAsync(lane, length));
                        Add(lane, "steady", await SteadyAsync(lane, length));
                    }
                }

                foreach (var lane in lanes) lane.Check(report);
            }
            finally
            {
                foreach (var lane in lanes) await lane.DisposeAsync();
            }
        });
        return await report.EndAsync(earlier);

        Task<TabWindow> FullAsync(TabLane lane, TimeSpan time) => lane.MeasureAsync(() => Writers.RunAsync(writers, time, (_, _) => EditAsync(lane, Stopwatch.GetTimestamp())));

        Task<TabWindow> SteadyAsync(TabLane lane, TimeSpan time) =>
            lane.MeasureAsync(() => OpenLoad.RunAsync(OpenLoad.Steady(rate, time), (_, due) => EditAsync(lane, due), stop));

        Task EditAsync(TabLane lane, long due) => lane.EditAsync(Id, new EditMark(due, Interlocked.Increment(ref edits)).Body, null, due, stop);

        void Add(TabLane lane, string kind, TabWindow window)
        {
            if (kind == "full") report.Add(lane.System.Name, "edits/s", window.Edits / window.Length.TotalSeconds);
            report.Add(lane.System.Name, $"{kind}: server µs", window.Cpu);
            report.Add(lane.System.Name, $"{kind}: store µs", window.StoreCpu);
            foreach (var percentile in (ReadOnlySpan<double>)[50, 99, 99.9]) report.Add(lane.System.Name, $"{kind}: p{percentile} ms", window.Percentile(percentile));
            report.Add(lane.System.Name, $"{kind}: edits per frame", (double)window.Edits * viewers / window.Frames);
            report.Add(lane.System.Name, $"{kind}: disturbed %", window.Disturbed);
            Console.WriteLine(
                $"  {lane.System.Name,-24} {kind,-6} {window.Edits / window.Length.TotalSeconds,6:0} edits/s, {window.Cpu:0} µs of the server each, "
                + $"p50 {window.Percentile(50):0.0} p99 {window.Percentile(99):0.0} p99.9 {window.Percentile(99.9):0.0} ms to the tabs");
        }
    }
}
