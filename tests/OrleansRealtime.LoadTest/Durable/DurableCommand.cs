using System.Diagnostics;
using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.Durable;

/// <summary>Edits that are committed to disk, in batches and one by one, beside pgbench, which updates rows of the same bytes, one to a transaction and 64.</summary>
internal sealed class DurableCommand : ICommand
{
    private const string Batches = "batched edits/s";
    private const string Singles = "single edits/s";
    private const string Pgbench = "pgbench";
    private static readonly string PgbenchTogether = $"pgbench, {PgbenchLane.RowsTogether} rows a transaction";

    public string Name => "durable";

    public string Summary => "how many edits a second are committed to disk, in batches and one by one, beside pgbench";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("entities", "1000", "that are edited; at least as many as a batch has edits"),
        new("batch", "500", "edits of a batch"),
        new("batchers", "4", "callers who send batches, each the next when the last was answered"),
        new("writers", "64", "callers who send single edits"),
        CommonOptions.Windows,
        CommonOptions.Seconds(10),
        CommonOptions.WarmUp(120),
        CommonOptions.Systems(Contenders.Sqlite, Contenders.Postgres, Pgbench),
        CommonOptions.Compare,
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var size = options.Number("batch", 500, 1, 500);
        // No entity is twice in a batch: the second of two equal edits would change nothing.
        var entities = options.Number("entities", 1_000, size, 100_000);
        var (batchers, writers) = (options.Number("batchers", 4, 1, 64), options.Number("writers", 64, 1, 1_000));
        var (windows, length) = (options.Number("windows", 5, 1, 100), TimeSpan.FromSeconds(options.Number("seconds", 10, 1, 600)));
        var warmUp = TimeSpan.FromSeconds(options.Number("warm-up", 120, 1, 3_600));
        var (chosen, earlier) = (Contenders.Chosen(options, Contenders.Sqlite, Contenders.Postgres, Pgbench), EarlierRun.Of(options, Name));
        options.End();

        var report = new Report(Name, $"{entities} entities, {batchers} callers with batches of {size}, {writers} with single edits, windows of {length.TotalSeconds:0} s", options.Values);
        string[] ids = [.. Enumerable.Range(0, entities).Select(n => $"item-{n:00000}")];
        var lanes = new List<PlatformSystem>();
        var tallies = new Dictionary<PlatformSystem, EditTally>();
        var sent = 0;
        await report.TryAsync(MeasureAllAsync);
        report.Judge(PlatformSystem.OnSqlite, Batches, 20_000, isAtMost: false);
        report.JudgeAtLeast(PlatformSystem.OnPostgres, Batches, 0.6, Pgbench);
        foreach (var platform in PlatformSystem.Names) report.Judge(platform, Singles, 5_000, isAtMost: false);
        return await report.EndAsync(earlier);

        async Task MeasureAllAsync()
        {
            await using var pgbench = chosen.Contains(Pgbench) ? await PgbenchLane.StartAsync(entities, EntityPayload.Text, stop) : null;
            try
            {
                foreach (var name in chosen.Where(name => name != Pgbench))
                {
                    var system = (PlatformSystem)await Contenders.StartAsync(name, stop);
                    lanes.Add(system);
                    tallies[system] = new(system, ids);
                    await system.CreateAsync(ids, stop);
                    var second = TimeSpan.FromSeconds(0.5);
                    var isCompiling = await WarmUp.RunAsync(
                        system,
                        async () =>
                        {
                            await Writers.RunAsync(batchers, second, (writer, n) => BatchAsync(system, writer, n));
                            await Writers.RunAsync(writers, second, (writer, n) => SingleAsync(system, writer, n));
                        },
                        warmUp);
                    report.Describe(system.Name, system, isCompiling);
                }

                for (var window = 1; window <= windows; window++)
                {
                    foreach (var system in lanes)
                    {
                        await MeasureAsync(system, Batches, size, () => Writers.RunAsync(batchers, length, (writer, n) => BatchAsync(system, writer, n)));
                        await MeasureAsync(system, Singles, 1, () => Writers.RunAsync(writers, length, (writer, n) => SingleAsync(system, writer, n)));
                    }

                    if (pgbench is not null)
                    {
                        report.Add(Pgbench, Batches, await pgbench.RunAsync(1, length, stop));
                        report.Add(PgbenchTogether, Batches, await pgbench.RunAsync(PgbenchLane.RowsTogether, length, stop));
                        Console.WriteLine($"  {window}/{windows} pgbench");
                    }
                }

                foreach (var tally in tallies.Values) await tally.CheckAsync(report, stop);
            }
            finally
            {
                foreach (var lane in lanes) await lane.DisposeAsync();
            }
        }

        async Task BatchAsync(PlatformSystem system, int writer, int n)
        {
            int[] edited = [.. Enumerable.Range(0, size).Select(k => ((((writer * 31) + n) * size) + k) % ids.Length)];
            await system.EditAllAsync([.. edited.Select(at => ids[at])], Next(), stop);
            foreach (var at in edited) tallies[system].Add(at);
        }

        async Task SingleAsync(PlatformSystem system, int writer, int n)
        {
            var at = ((writer * 131) + n) % ids.Length;
            await system.EditAsync(ids[at], Next(), stop);
            tallies[system].Add(at);
        }

        // Another one each time: an edit that changes nothing makes no version.
        EditMark Next() => new(Stopwatch.GetTimestamp(), Interlocked.Increment(ref sent));

        async Task MeasureAsync(PlatformSystem system, string measure, int each, Func<Task<(long Calls, HdrHistogram.HistogramBase Latencies)>> run)
        {
            var (edits, began) = (0L, Stopwatch.GetTimestamp());
            HdrHistogram.HistogramBase? latencies = null;
            var usage = await Processes.Usage.OfAsync(new(system.Processes), system.Store is { } store ? new(store) : null, async () =>
            {
                (edits, latencies) = await run();
                edits *= each;
            });
            var kind = measure.Split(' ')[0];
            report.Add(system.Name, measure, edits / Stopwatch.GetElapsedTime(began).TotalSeconds);
            report.Add(system.Name, $"{kind}: server µs", usage.System.TotalMicroseconds / edits);
            report.Add(system.Name, $"{kind}: store µs", usage.Store.TotalMicroseconds / edits);
            report.Add(system.Name, $"{kind}: p50 ms", latencies!.GetValueAtPercentile(50) / 1000.0);
            report.Add(system.Name, $"{kind}: p99 ms", latencies.GetValueAtPercentile(99) / 1000.0);
            report.Add(system.Name, $"{kind}: disturbed %", 100 * (usage.Others + usage.Stolen));
            Console.WriteLine($"  {system.Name,-24} {edits / Stopwatch.GetElapsedTime(began).TotalSeconds,6:0} {measure}, {usage.System.TotalMicroseconds / edits:0} µs of the server each");
        }
    }
}
