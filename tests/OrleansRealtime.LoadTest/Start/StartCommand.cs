using System.Diagnostics;
using OrleansRealtime.LoadTest.Processes;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.Start;

/// <summary>A server that has its data already, from its start to the first answer.</summary>
internal sealed class StartCommand : ICommand
{
    private const string Seconds = "s to the first answer";

    public string Name => "start";

    public string Summary => "how long a server that has its data takes from its start to the first answer";

    public IReadOnlyList<CommandOption> Options =>
    [
        CommonOptions.WindowsOf(5, "restarts that are measured"),
        CommonOptions.Systems(Contenders.Sqlite, Contenders.Postgres),
        CommonOptions.Compare,
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var windows = options.Number("windows", 5, 1, 100);
        var (chosen, earlier) = (Contenders.Chosen(options, Contenders.Sqlite, Contenders.Postgres), EarlierRun.Of(options, Name));
        options.End();

        var report = new Report(Name, "a restart on the data that it has", options.Values);
        await report.TryAsync(async () =>
        {
            var lanes = new List<PlatformSystem>();
            try
            {
                foreach (var name in chosen) lanes.Add((PlatformSystem)await Contenders.StartAsync(name, stop));
                foreach (var system in lanes) report.Describe(system.Name, system);
                for (var window = 1; window <= windows; window++)
                {
                    foreach (var system in lanes)
                    {
                        stop.ThrowIfCancellationRequested();
                        await system.Server.StopAsync();
                        var (machine, began) = (Machine.Now, Stopwatch.GetTimestamp());
                        await system.Server.RestartAsync();
                        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
                        var (passed, tree) = (Machine.Now - machine, new ProcessTree(system.Processes));
                        report.Add(system.Name, Seconds, seconds);
                        report.Add(system.Name, "CPU s", tree.Cpu.TotalSeconds);
                        report.Add(system.Name, "MiB", tree.Memory / 1024.0 / 1024);
                        report.Add(system.Name, "stolen %", 100 * passed.Stolen / passed.All);
                        Console.WriteLine($"  {window}/{windows} {system.Name}: {seconds:0.00} s");
                    }
                }
            }
            finally
            {
                foreach (var lane in lanes) await lane.DisposeAsync();
            }
        });
        foreach (var platform in PlatformSystem.Names) report.Judge(platform, Seconds, 1, isAtMost: true);
        return await report.EndAsync(earlier);
    }
}
