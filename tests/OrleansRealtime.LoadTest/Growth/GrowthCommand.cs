using OrleansRealtime.LoadTest.EditToTab;
using OrleansRealtime.LoadTest.Processes;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.Growth;

/// <summary>The same edits while one thing grows: what an edit costs then, and what the thing takes while nobody edits. Each step has a server of its own.</summary>
internal sealed class GrowthCommand : ICommand
{
    private const string Memory = "MiB";

    private static readonly IGrowing[] All = [new GrowingEntities(), new GrowingConnections(), new GrowingFields(), new GrowingFollowers()];

    public string Name => "growth";

    public string Summary => "what an edit costs, and the server's memory, while one thing grows";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("of", string.Join('|', All.Select(growing => growing.Name)), "what grows; the first unless another is named"),
        new("steps", string.Join(',', All[0].Steps), "how much of it there is; the default of entities, each has its own"),
        new("rate", "200", "edits a second, of 200 entities with a viewer each"),
        CommonOptions.Windows,
        CommonOptions.Seconds(10),
        CommonOptions.WarmUp(60),
        new("store", $"{Contenders.Sqlite}|{Contenders.Postgres}", "where it is kept; the first unless another is named"),
        CommonOptions.Compare,
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var of = options.Choice("of", [.. All.Select(growing => growing.Name)]);
        var growing = All.Single(one => one.Name == of);
        var steps = options.Numbers("steps", growing.Steps, 0, 1_000_000);
        var shape = new EditShape(Entities: 200, Viewers: 1, options.Number("rate", 200, 1, 10_000));
        var (windows, length) = (options.Number("windows", 5, 1, 100), TimeSpan.FromSeconds(options.Number("seconds", 10, 1, 600)));
        var warmUp = TimeSpan.FromSeconds(options.Number("warm-up", 60, 1, 3_600));
        var (store, earlier) = (options.Choice("store", Contenders.Sqlite, Contenders.Postgres), EarlierRun.Of(options, $"{Name}-{growing.Name}"));
        options.End();

        var report = new Report($"{Name}-{growing.Name}", $"{shape.Rate} edits/s of {shape.Entities} entities with a viewer each, on {store}, windows of {length.TotalSeconds:0} s", options.Values);
        await report.TryAsync(async () =>
        {
            foreach (var step in steps)
            {
                await using var lane = await EditLane.StartAsync(store, shape, warmUp, stop);
                var (tree, name) = (new ProcessTree(lane.System.Processes), $"{step} {growing.Name}");
                Console.WriteLine($"  {name}: adding them");
                await using var added = await growing.AddAsync((PlatformSystem)lane.System, lane.Entities, step, stop);
                var isCompiling = added is not null && await added.WarmUpAsync(warmUp, stop);
                report.Describe(name, lane.System, lane.IsCompiling || isCompiling);
                // Until what was used to build it up is collected.
                await Task.Delay(length, stop);
                for (var window = 1; window <= windows; window++)
                {
                    await MeasureAsync(lane, tree, name, length, $"{window}/{windows}", report, stop);
                    if (added is not null) await added.MeasureAsync(report, name, stop);
                }

                await lane.CheckAsync(report, stop);
                added?.Check(report, name);
            }
        });
        return await report.EndAsync(earlier);
    }

    private static async Task MeasureAsync(
        EditLane lane, ProcessTree tree, string name, TimeSpan length, string at, Report report, CancellationToken stop)
    {
        var idle = await Processes.Usage.OfAsync(tree, null, () => Task.Delay(length, stop));
        var window = await lane.MeasureAsync(length, stop);
        report.Add(name, "server CPU µs per edit", window.Usage.System.TotalMicroseconds / window.Edits);
        report.Add(name, "p50 ms", window.Latencies.GetValueAtPercentile(50) / 1000.0);
        report.Add(name, "p99 ms", window.Latencies.GetValueAtPercentile(99) / 1000.0);
        report.Add(name, Memory, tree.Memory / 1024.0 / 1024);
        report.Add(name, "idle: CPU % of a core", 100 * (idle.System / length));
        report.Add(name, "disturbed %", 100 * (window.Usage.Others + window.Usage.Stolen));
        Console.WriteLine($"  {at,5} {name}: {window.Usage.System.TotalMicroseconds / window.Edits:0} µs per edit, {tree.Memory / 1024.0 / 1024:0} MiB, idle {idle.System / length:0.0%} of a core");
    }
}
