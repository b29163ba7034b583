using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.LoadTest.Versions;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.Cluster;

/// <summary>
/// The same edits on clusters of different sizes, all on this machine: silos, one gateway that is called and has the viewers, and further gateways that have none.
/// What an edit costs is the time of all processes together; what they take when nothing happens is measured apart, because it grows with their number.
/// </summary>
internal sealed class ClusterCommand : ICommand
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public string Name => "cluster";

    public string Summary => "what an edit costs with more silos, and with more gateways that have no viewer";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("silos", "1,2,4", "numbers of silos, one cluster after the other"),
        new("gateways", "0,2,4", "numbers of gateways that have no viewer; those behind the first stand beside the first number of silos"),
        new("entities", "200", "with a viewer each"),
        new("rate", "200", "edits a second"),
        CommonOptions.Windows,
        CommonOptions.Seconds(10),
        CommonOptions.WarmUp(120),
        CommonOptions.Compare,
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var (silos, gateways) = (options.Numbers("silos", [1, 2, 4], 1, 16), options.Numbers("gateways", [0, 2, 4], 0, 16));
        var (entities, rate) = (options.Number("entities", 200, 1, 10_000), options.Number("rate", 200, 1, 10_000));
        var (windows, length) = (options.Number("windows", 5, 1, 100), TimeSpan.FromSeconds(options.Number("seconds", 10, 1, 600)));
        var (warmUp, earlier) = (TimeSpan.FromSeconds(options.Number("warm-up", 120, 1, 3_600)), EarlierRun.Of(options, Name));
        options.End();

        var report = new Report(Name, $"{entities} entities with a viewer each, {rate} edits/s, windows of {length.TotalSeconds:0} s", options.Values);
        string[] ids = [.. Enumerable.Range(0, entities).Select(n => $"item-{n:00000}")];
        await report.TryAsync(async () =>
        {
            // One after the other: those that wait would take the machine's time, too.
            foreach (var (silo, gateway) in silos.Select(silo => (silo, gateways[0])).Concat(gateways.Skip(1).Select(gateway => (silos[0], gateway))))
                await MeasureAsync($"silos {silo}, idle gateways {gateway}", silo, gateway);
        });
        return await report.EndAsync(earlier);

        async Task MeasureAsync(string name, int silo, int gateway)
        {
            await using var lane = await TabLane.StartAsync(await PlatformSystem.StartClusterAsync(name, silo, gateway), [.. ids.Select(id => (string[])[id])], stop);
            var edits = 0;
            report.Describe(name, lane.System, await WarmUp.RunAsync(lane.System, () => EditAsync(TimeSpan.FromSeconds(1)), warmUp));
            for (var window = 1; window <= windows; window++)
            {
                await Task.Delay(Settling, stop);
                var idle = await Processes.Usage.OfAsync(new(lane.System.Processes), null, () => Task.Delay(length, stop));
                var busy = await EditAsync(length);
                var idleOf = idle.System * (busy.Length / length);
                Add("idle % of a core", 100 * (idle.System / length));
                Add("CPU µs per edit", busy.Cpu);
                Add("without idle", busy.Cpu - (idleOf.TotalMicroseconds / busy.Edits));
                Add("store µs", busy.StoreCpu);
                foreach (var percentile in (ReadOnlySpan<double>)[50, 99, 99.9]) Add($"p{percentile} ms", busy.Percentile(percentile));
                Add("disturbed %", busy.Disturbed);
                Console.WriteLine(
                    $"  {window}/{windows} {name}: {busy.Cpu:0} µs of all processes an edit, p50 {busy.Percentile(50):0.00} p99 {busy.Percentile(99):0.0} ms, "
                    + $"idle {idle.System / length:0.0%} of a core");
            }

            lane.Check(report);

            Task<TabWindow> EditAsync(TimeSpan time) => lane.MeasureAsync(() => OpenLoad.RunAsync(
                OpenLoad.Steady(rate, time), (n, due) => lane.EditAsync(ids[n % ids.Length], new EditMark(due, ++edits).Body, null, due, stop), stop));

            void Add(string measure, double value) => report.Add(name, measure, value);
        }
    }
}
