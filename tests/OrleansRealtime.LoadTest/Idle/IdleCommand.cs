using OrleansRealtime.LoadTest.Processes;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.LoadTest.Viewers;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.Idle;

/// <summary>Connections that watch entities at which nothing happens: memory and the time of processors, beside SignalR.</summary>
internal sealed class IdleCommand : ICommand
{
    private const string Memory = "KiB per connection";
    private const string Cpu = "CPU % of a core";

    /// <summary>Connections that come and go before anything is measured; they are of other users.</summary>
    private const int First = 200;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    public string Name => "idle";

    public string Summary => "memory and processor time of connections that watch quiet entities, beside SignalR";

    public string Usage => "--connections 2000 --entities 2000 --watched 20 (by each) --windows 3 --seconds 30 --systems sqlite,signalr --compare FILE";

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var (connections, entities) = (options.Number("connections", 2_000, 1, 50_000), options.Number("entities", 2_000, 1, 100_000));
        var (watched, windows) = (options.Number("watched", 20, 1, entities), options.Number("windows", 3, 1, 100));
        var length = TimeSpan.FromSeconds(options.Number("seconds", 30, 1, 600));
        var (chosen, earlier) = (Contenders.Chosen(options, Contenders.Sqlite, Contenders.SignalR), options.Text("compare"));
        options.End();

        var report = new Report(Name, $"{connections} connections that watch {watched} of {entities} entities, windows of {length.TotalSeconds:0} s");
        string[] ids = [.. Enumerable.Range(0, entities).Select(n => $"item-{n:00000}")];
        foreach (var name in chosen) await MeasureAsync(name);
        report.Judge("platform, SQLite", Memory, 1.2, "SignalR group");
        report.Judge("platform, SQLite", Cpu, 1.3, "SignalR group");
        return await report.EndAsync(earlier);

        async Task MeasureAsync(string name)
        {
            await using var system = await Contenders.StartAsync(name, stop);
            report.Describe(system.Name, system);
            await system.CreateAsync(ids, stop);
            await using (await OpenAsync(First, connections))
            {
            }

            var tree = new ProcessTree(system.Processes);
            await Task.Delay(Settling, stop);
            var before = tree.Memory;
            await using var tabs = await OpenAsync(connections, 0);
            await Task.Delay(Settling, stop);
            for (var window = 1; window <= windows; window++)
            {
                var usage = await Processes.Usage.OfAsync(tree, null, () => Task.Delay(length, stop));
                report.Add(system.Name, Memory, (tree.Memory - before) / 1024.0 / connections);
                report.Add(system.Name, Cpu, 100 * (usage.System / length));
                report.Add(system.Name, "disturbed %", 100 * (usage.Others + usage.Stolen));
                Console.WriteLine($"  {window}/{windows} {system.Name}: {(tree.Memory - before) / 1024.0 / connections:0.0} KiB per connection, {usage.System / length:0.0%} of a core");
            }

            tabs.Check(report, system.Name);

            Task<ViewerGroup> OpenAsync(int count, int first) => QuietTabs.OpenAsync(system, ids, count, watched, stop, first);
        }
    }
}
