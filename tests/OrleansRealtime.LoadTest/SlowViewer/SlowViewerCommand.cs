using System.Net;
using OrleansRealtime.LoadTest.Figures;
using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.LoadTest.Viewers;
using OrleansRealtime.TestKit.Commands;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.LoadTest.SlowViewer;

/// <summary>
/// A thousand viewers of one entity, with and without one among them that stops reading. That one also watches an entity whose edits are
/// large, so that its socket is full at once; they are made in every window, watched or not.
/// </summary>
internal sealed class SlowViewerCommand : ICommand
{
    private const string Item = "watched";
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

    public string Summary => "what one viewer of a thousand that stops reading costs the others, and the server's memory";

    public string Usage => "--viewers 1000 --windows 5 --seconds 10 --rate 10 --compare FILE";

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var (viewers, windows) = (options.Number("viewers", 1_000, 1, 20_000), options.Number("windows", 5, 1, 1_000));
        var window = TimeSpan.FromSeconds(options.Number("seconds", 10, 1, 600));
        var (rate, earlier) = (options.Number("rate", 10, 1, 1_000), options.Text("compare"));
        options.End();

        var report = new Report(Name, $"{viewers} viewers, {rate} edits/s, windows of {window.TotalSeconds:0} s");
        await using var system = (PlatformSystem)await Contenders.StartAsync(Contenders.Sqlite, stop);
        foreach (var state in (string[])[AllRead, OneDoesNot]) report.Describe(state, system);
        await system.CreateAsync([Item, LargeItem], stop);
        var (load, deliveries, api) = (new EditLoad(system, [Item], rate), new Deliveries(), system.Caller);
        await using var others = new ViewerGroup();
        await others.OpenAsync(Enumerable.Range(0, viewers), _ => Viewer.OpenAsync(system.Protocol, [Item], new(deliveries, load.DueOf(0)), stop));

        var before = await WindowAsync();
        for (var at = 1; at <= windows; at++)
        {
            double during;
            await using (await DeafViewer.OpenAsync(system.Protocol, [LargeItem, Item], stop)) during = await WindowAsync(OneDoesNot);
            var after = await WindowAsync(AllRead);
            // A process grows and shrinks by itself: the windows on both sides tell by how much.
            report.Add(OneDoesNot, Growth, (during - ((before + after) / 2)) / 1024);
            before = after;
            Console.WriteLine($"  {at}/{windows}");
        }

        report.Judge(OneDoesNot, P99, 1.1, AllRead);
        report.Judge(OneDoesNot, Growth, MostGrowth, isAtMost: true);
        return await report.EndAsync(earlier);

        // Answers the server's memory in bytes, the median over the window.
        async Task<double> WindowAsync(string? who = null)
        {
            deliveries.Take();
            var memory = new List<double>();
            var editing = Task.WhenAll(load.RunAsync(window, stop), EditLargeAsync(api, rate, window, stop));
            using var timer = new PeriodicTimer(MemoryInterval);
            while (!editing.IsCompleted && await timer.WaitForNextTickAsync(stop)) memory.Add(system.Server.Run.Memory);
            await editing;
            var latencies = deliveries.Take();
            if (who is null) return Median.Of(memory);
            report.Add(who, "p50 ms", latencies.GetValueAtPercentile(50) / 1000.0);
            report.Add(who, P99, latencies.GetValueAtPercentile(99) / 1000.0);
            return Median.Of(memory);
        }
    }

    private static async Task EditLargeAsync(RestCaller api, int rate, TimeSpan length, CancellationToken stop)
    {
        var edits = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / rate));
        for (var n = 0; n < length.TotalSeconds * rate; n++)
        {
            await timer.WaitForNextTickAsync(stop);
            edits.Add(EditAsync($"{n} {LargeText}"));
        }

        await Task.WhenAll(edits);

        async Task EditAsync(string text) => (await api.PatchAsync($"entities/workitem/{LargeItem}", new { text })).Is(HttpStatusCode.OK);
    }
}
