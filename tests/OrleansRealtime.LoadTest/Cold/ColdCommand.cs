using System.Diagnostics;
using OrleansRealtime.LoadTest.Processes;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.Cold;

/// <summary>First reads of entities that a server which was started anew has not in memory, and what each keeps there.</summary>
internal sealed class ColdCommand : ICommand
{
    private const string Reads = "reads/s";
    private const string Memory = "KiB per entity";

    public string Name => "cold";

    public string Summary => "first reads of entities after a start, and what each keeps in memory";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("entities", "20000", "that are read for the first time"),
        new("readers", "32", "reads under way at once"),
        CommonOptions.Windows,
        new("warm-up", "30000", "entities that are read before those that are measured, until the methods of a first read are compiled"),
        CommonOptions.Systems(Contenders.Sqlite, Contenders.Postgres),
        CommonOptions.Compare,
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var (entities, readers) = (options.Number("entities", 20_000, 100, 1_000_000), options.Number("readers", 32, 1, 1_000));
        var (windows, warmUp) = (options.Number("windows", 5, 1, 100), options.Number("warm-up", 30_000, 0, 1_000_000));
        var (chosen, earlier) = (Contenders.Chosen(options, Contenders.Sqlite, Contenders.Postgres), EarlierRun.Of(options, Name));
        options.End();

        var report = new Report(Name, $"{entities} entities, {readers} readers", options.Values);
        await report.TryAsync(async () =>
        {
            foreach (var name in chosen)
            {
                await using var system = (PlatformSystem)await Contenders.StartAsync(name, stop);
                report.Describe(system.Name, system);
                string[] ids = [.. Enumerable.Range(0, entities + warmUp).Select(n => $"item-{n:000000}")];
                await system.CreateAsync(ids, stop);
                for (var window = 1; window <= windows; window++)
                {
                    await system.Server.StopAsync();
                    await system.Server.RestartAsync();
                    await ReadAsync(system, ids[entities..]);
                    var tree = new ProcessTree(system.Processes);
                    var (memory, began) = (tree.Memory, Stopwatch.GetTimestamp());
                    var usage = await Processes.Usage.OfAsync(tree, system.Store is { } store ? new(store) : null, () => ReadAsync(system, ids[..entities]));
                    report.Add(system.Name, Reads, entities / Stopwatch.GetElapsedTime(began).TotalSeconds);
                    report.Add(system.Name, "server µs", usage.System.TotalMicroseconds / entities);
                    report.Add(system.Name, "store µs", usage.Store.TotalMicroseconds / entities);
                    report.Add(system.Name, Memory, (tree.Memory - memory) / 1024.0 / entities);
                    report.Add(system.Name, "disturbed %", 100 * (usage.Others + usage.Stolen));
                    Console.WriteLine($"  {window}/{windows} {system.Name}: {entities / Stopwatch.GetElapsedTime(began).TotalSeconds:0} reads/s");
                }
            }
        });
        foreach (var platform in PlatformSystem.Names)
        {
            report.Judge(platform, Reads, 6_000, isAtMost: false);
            report.Judge(platform, Memory, 6, isAtMost: true);
        }

        return await report.EndAsync(earlier);

        Task ReadAsync(PlatformSystem system, string[] ids) => Parallel.ForEachAsync(
            ids, new ParallelOptions { MaxDegreeOfParallelism = readers, CancellationToken = stop }, async (id, cancel) => await system.ReadAsync(id, cancel));
    }
}
