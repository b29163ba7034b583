using OrleansRealtime.LoadTest.EditToTab;
using OrleansRealtime.LoadTest.Figures;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.SlowViewer;

/// <summary>
/// A thousand viewers of one entity, with and without one among them that stops reading. That one also watches an entity whose edits are
/// large, so that its socket is full at once; they are made in every window, watched or not.
/// </summary>
internal sealed class SlowViewerCommand : ICommand
{
    private const string LargeItem = "large";
    private const string AllRead = "all read";
    private const string OneDoesNot = "one does not";
    private const string P99 = "p99 ms";
    private const string Growth = "KiB more";

    /// <summary>Missed changes, notifications, the transport's buffers and the frame on its way: what one connection may keep at the most.</summary>
    private const double MostGrowth = 4 * 1024;

    private static readonly TimeSpan MemoryInterval = TimeSpan.FromMilliseconds(100);

    private static readonly string LargeText = new('x', 40 * 1024);

    public string Name => "slow-viewer";

    public string? Alias => "slow";

    public string Summary => "what one viewer of a thousand that stops reading costs the others, and the server's memory";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("viewers", "1000", "of the one entity who read"),
        CommonOptions.Windows,
        CommonOptions.Seconds(10),
        new("rate", "10", "edits a second"),
        CommonOptions.WarmUp(120),
        CommonOptions.Compare,
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var (viewers, windows) = (options.Number("viewers", 1_000, 1, 20_000), options.Number("windows", 5, 1, 1_000));
        var (length, warmUp) = (TimeSpan.FromSeconds(options.Number("seconds", 10, 1, 600)), TimeSpan.FromSeconds(options.Number("warm-up", 120, 1, 3_600)));
        var (rate, earlier) = (options.Number("rate", 10, 1, 1_000), EarlierRun.Of(options, Name));
        options.End();

        var report = new Report(Name, $"{viewers} viewers, {rate} edits/s, windows of {length.TotalSeconds:0} s", options.Values);
        await report.TryAsync(MeasureAsync);
        report.Judge(OneDoesNot, P99, 1.1, AllRead);
        report.Judge(OneDoesNot, Growth, MostGrowth, isAtMost: true);
        return await report.EndAsync(earlier);

        async Task MeasureAsync()
        {
            await using var lane = await EditLane.StartAsync(Contenders.Sqlite, new(Entities: 1, viewers, rate), warmUp, stop);
            var system = (PlatformSystem)lane.System;
            foreach (var state in (string[])[AllRead, OneDoesNot]) report.Describe(state, system, lane.IsCompiling);
            await system.CreateAsync([LargeItem], stop);

            var before = await WindowAsync();
            for (var at = 1; at <= windows; at++)
            {
                double during;
                await using (await DeafViewer.OpenAsync(system.Protocol, [LargeItem, .. lane.Entities], stop)) during = await WindowAsync(OneDoesNot);
                var after = await WindowAsync(AllRead);
                // A process grows and shrinks by itself: the windows on both sides tell by how much.
                report.Add(OneDoesNot, Growth, (during - ((before + after) / 2)) / 1024);
                before = after;
                Console.WriteLine($"  {at}/{windows}");
            }

            await lane.CheckAsync(report, stop);

            // Answers the server's memory in bytes, the median over the window.
            async Task<double> WindowAsync(string? who = null)
            {
                var memory = new List<double>();
                var measuring = lane.MeasureAsync(length, stop);
                var editing = EditLargeAsync(system, rate, measuring, stop);
                using var timer = new PeriodicTimer(MemoryInterval);
                while (!measuring.IsCompleted && await timer.WaitForNextTickAsync(stop)) memory.Add(system.Server.Run.Memory);
                await editing;
                var window = await measuring;
                if (who is null) return Median.Of(memory);
                report.Add(who, "p50 ms", window.Milliseconds(50));
                report.Add(who, P99, window.Milliseconds(99));
                return Median.Of(memory);
            }
        }
    }

    private static async Task EditLargeAsync(PlatformSystem system, int rate, Task end, CancellationToken stop)
    {
        var edits = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / rate));
        while (!end.IsCompleted)
        {
            await timer.WaitForNextTickAsync(stop);
            edits.Add(system.PatchAsync(LargeItem, $$"""{"text":"{{edits.Count}} {{LargeText}}"}""", stop));
        }

        await Task.WhenAll(edits);
    }
}
