using System.Text.Json;
using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.LoadTest.Versions;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.Replay;

/// <summary>A recorded history of edits in its own order, with its pauses, bursts and hot items, each from its request to the tab that watches the item.</summary>
internal sealed class ReplayCommand : ICommand
{
    /// <summary>As many as one call of a tab may name.</summary>
    private const int MostWatched = 500;

    /// <summary>Edits under way: a burst is larger than what one caller may have, which would be turned away. What waits for its turn counts from when it was due.</summary>
    private const int MostAtOnce = 256;

    public string Name => "replay";

    public string Summary => "a recorded history of edits, with its bursts and its hot items, from each request to the tab that watches";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("file", "PATH", "a table with tabs: second, user, item, title, below a line of headings; has to be given"),
        new("speed", "200", "edits a second in the mean"),
        new("tabs", "100", "that share the items among them"),
        new("windows", "5", "times that all of it is played"),
        CommonOptions.WarmUp(120),
        CommonOptions.Systems(Contenders.Sqlite, Contenders.Postgres),
        CommonOptions.Compare,
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var file = options.Text("file") ?? throw new CommandLineException("what is to be played? --file names a table of edits.");
        var (speed, tabs) = (options.Number("speed", 200, 1, 10_000), options.Number("tabs", 100, 1, 10_000));
        var (windows, warmUp) = (options.Number("windows", 5, 1, 100), TimeSpan.FromSeconds(options.Number("warm-up", 120, 1, 3_600)));
        var (chosen, earlier) = (Contenders.Chosen(options, Contenders.Sqlite, Contenders.Postgres), EarlierRun.Of(options, Name));
        options.End();
        var edits = EditRecord.ReadAll(file);
        string[] items = [.. edits.Select(edit => edit.Item).Distinct()];
        if (items.Length > (long)tabs * MostWatched)
            throw new CommandLineException($"a tab watches at most {MostWatched} of the {items.Length} items: --tabs has to be {(items.Length + MostWatched - 1) / MostWatched} or more.");

        var report = new Report(Name, $"{edits.Count} edits of {items.Length} items, {speed} edits/s in the mean, {Math.Min(tabs, items.Length)} tabs", options.Values);
        IReadOnlyList<string>[] watched = [.. items.Index().GroupBy(item => item.Index % tabs, item => item.Item).Select(part => part.ToList())];
        var lanes = new List<TabLane>();
        using var turns = new SemaphoreSlim(MostAtOnce);
        var sent = 0;
        await report.TryAsync(async () =>
        {
            try
            {
                foreach (var name in chosen)
                {
                    var lane = await TabLane.StartAsync(name, watched, stop);
                    lanes.Add(lane);
                    var second = 0;
                    var isCompiling = await WarmUp.RunAsync(
                        lane.System,
                        async () =>
                        {
                            // A steady second of the history: its pauses would leave nothing to warm.
                            var first = second++ * speed % edits.Count;
                            EditRecord[] part = [.. edits.Skip(first).Take(speed)];
                            await lane.MeasureAsync(() => OpenLoad.RunAsync(OpenLoad.Steady(speed, TimeSpan.FromSeconds((double)part.Length / speed)), (n, due) => EditAsync(lane, part[n], due), stop));
                        },
                        warmUp);
                    report.Describe(lane.System.Name, lane.System, isCompiling);
                }

                for (var window = 1; window <= windows; window++)
                {
                    foreach (var lane in lanes)
                        Add(lane, $"{window}/{windows}", await lane.MeasureAsync(() => OpenLoad.RunAsync(EditRecord.Moments(edits, speed), (n, due) => EditAsync(lane, edits[n], due), stop)));
                }

                foreach (var lane in lanes) lane.Check(report);
            }
            finally
            {
                foreach (var lane in lanes) await lane.DisposeAsync();
            }
        });
        return await report.EndAsync(earlier);

        async Task EditAsync(TabLane lane, EditRecord edit, long due)
        {
            await turns.WaitAsync(stop);
            try
            {
                // The number makes it another edit where the title is the one that the item has.
                var body = JsonSerializer.Serialize(new { title = edit.Title, n = Interlocked.Increment(ref sent) });
                await lane.EditAsync(edit.Item, body, edit.User, due, stop);
            }
            finally
            {
                turns.Release();
            }
        }

        void Add(TabLane lane, string at, TabWindow window)
        {
            report.Add(lane.System.Name, "server µs per edit", window.Cpu);
            report.Add(lane.System.Name, "store µs per edit", window.StoreCpu);
            foreach (var percentile in (ReadOnlySpan<double>)[50, 90, 99, 99.9]) report.Add(lane.System.Name, $"p{percentile} ms", window.Percentile(percentile));
            report.Add(lane.System.Name, "edits per frame", (double)window.Edits / window.Frames);
            report.Add(lane.System.Name, "disturbed %", window.Disturbed);
            Console.WriteLine(
                $"  {at,5} {lane.System.Name,-24} {window.Edits / window.Length.TotalSeconds:0} edits/s, {window.Cpu:0} µs of the server each, "
                + $"p50 {window.Percentile(50):0.0} p99 {window.Percentile(99):0.0} p99.9 {window.Percentile(99.9):0.0} ms to the tabs");
        }
    }
}
