using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.Idle;

/// <summary>Connections that watch entities at which nothing happens: memory and the time of processors, beside SignalR.</summary>
internal sealed class IdleCommand : ICommand
{
    private const string Memory = "KiB per connection";
    private const string Cpu = "CPU % of a core";

    public string Name => "idle";

    public string Summary => "memory and processor time of connections that watch quiet entities, beside SignalR";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("connections", "2000", "tabs, each of a user of its own"),
        new("entities", "2000", "of which the tabs watch some"),
        new("watched", "20", "entities that each tab watches"),
        CommonOptions.Windows,
        CommonOptions.Seconds(30),
        CommonOptions.Systems(Contenders.Sqlite, Contenders.SignalR),
        CommonOptions.Compare,
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var (connections, entities) = (options.Number("connections", 2_000, 1, 50_000), options.Number("entities", 2_000, 1, 100_000));
        var (watched, windows) = (options.Number("watched", 20, 1, entities), options.Number("windows", 5, 1, 100));
        var length = TimeSpan.FromSeconds(options.Number("seconds", 30, 1, 600));
        var (chosen, earlier) = (Contenders.Chosen(options, Contenders.Sqlite, Contenders.SignalR), EarlierRun.Of(options, Name));
        options.End();

        var report = new Report(Name, $"{connections} connections that watch {watched} of {entities} entities, windows of {length.TotalSeconds:0} s", options.Values);
        string[] ids = [.. Enumerable.Range(0, entities).Select(n => $"item-{n:00000}")];
        var lanes = new List<IdleLane>();
        await report.TryAsync(async () =>
        {
            try
            {
                foreach (var name in chosen) lanes.Add(await IdleLane.StartAsync(name, ids, connections, watched, stop));
                foreach (var lane in lanes) report.Describe(lane.System.Name, lane.System);
                for (var window = 1; window <= windows; window++)
                {
                    foreach (var lane in lanes) await MeasureAsync(lane, $"{window}/{windows}");
                }

                foreach (var lane in lanes) lane.Tabs.Check(report, lane.System.Name);
            }
            finally
            {
                foreach (var lane in lanes) await lane.DisposeAsync();
            }
        });
        report.Judge(PlatformSystem.OnSqlite, Memory, 1.2, "SignalR group");
        report.Judge(PlatformSystem.OnSqlite, Cpu, 1.3, "SignalR group");
        return await report.EndAsync(earlier);

        async Task MeasureAsync(IdleLane lane, string at)
        {
            var usage = await Processes.Usage.OfAsync(lane.Tree, null, () => Task.Delay(length, stop));
            var memory = (lane.Tree.Memory - lane.Before) / 1024.0 / connections;
            report.Add(lane.System.Name, Memory, memory);
            report.Add(lane.System.Name, Cpu, 100 * (usage.System / length));
            report.Add(lane.System.Name, "disturbed %", 100 * (usage.Others + usage.Stolen));
            Console.WriteLine($"  {at,5} {lane.System.Name}: {memory:0.0} KiB per connection, {usage.System / length:0.0%} of a core");
        }
    }
}
