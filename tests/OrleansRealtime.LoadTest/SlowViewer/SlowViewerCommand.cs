using System.Diagnostics;
using System.Net;
using OrleansRealtime.LoadTest.Figures;
using OrleansRealtime.LoadTest.Platforms;
using OrleansRealtime.TestKit.Commands;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.LoadTest.SlowViewer;

/// <summary>
/// A thousand viewers of one entity, with and without one among them that stops reading. That one also watches an entity whose edits are
/// large, so that its socket is full at once; they are made in every window, watched or not.
/// </summary>
internal sealed class SlowViewerCommand : ICommand
{
    private const string Item = "watched";
    private const string LargeItem = "large";

    private const double Bar = 1.25;

    /// <summary>What one connection may keep at the most: missed changes, notifications, its transport's buffers and the frame on its way.</summary>
    private const long MostMemory = 4 * 1024 * 1024;

    private static readonly string LargeText = new('x', 40 * 1024);

    public string Name => "slow-viewer";

    public string Summary => "what one viewer of a thousand that stops reading costs the others, and the server's memory";

    public string Usage => "--viewers 1000 --windows 5 --seconds 10 --rate 10";

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var (viewers, windows) = (options.Number("viewers", 1_000, 1, 20_000), options.Number("windows", 5, 1, 1_000));
        var window = TimeSpan.FromSeconds(options.Number("seconds", 10, 1, 600));
        var rate = options.Number("rate", 10, 1, 1_000);
        options.End();

        // The viewers are one user on one machine.
        await using var server = await ServerProcess.StartAsync(("Gateway:MaxConnectionsPerUser", "100000"), ("Api:UserCallsPerSecond", "100000"));
        var api = server.Caller(PlatformInProcess.Workspace);
        await api.CreateAsync("workitem", Item, new { at = 0 });
        await api.CreateAsync("workitem", LargeItem, new { text = "" });
        var token = (await api.AsUserAsync("viewer")).Credentials;
        Console.WriteLine($"{viewers} viewers, {rate} edits/s, {windows} windows of {window.TotalSeconds:0} s each");

        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var sample = new Sample();
        var others = new LeanViewer[viewers];
        await Parallel.ForAsync(0, viewers, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = stop }, async (n, _) =>
            others[n] = await LeanViewer.OpenAsync(server.Url, token, hasRoom: true, stop, Item));
        Task[] reading = [.. others.Select(viewer => viewer.ReadAsync(() => sample, end.Token))];

        var before = await WindowAsync(new());
        var (without, with, ratios, growths) = (new List<Sample>(), new List<Sample>(), new List<double>(), new List<double>());
        for (var at = 0; at < windows; at++)
        {
            with.Add(new());
            double during;
            await using (await LeanViewer.OpenAsync(server.Url, token, hasRoom: false, stop, LargeItem, Item))
                during = await WindowAsync(with[^1]);
            without.Add(new());
            var after = await WindowAsync(without[^1]);
            // A process grows and shrinks by itself: the windows on both sides tell by how much.
            growths.Add(during - ((before + after) / 2));
            before = after;
            ratios.Add(with[^1].Quantile(0.99) / without[^1].Quantile(0.99));
            Console.WriteLine($"  all read {Line(without[^1])}   one does not {Line(with[^1])}   ratio {ratios[^1]:0.00}, {growths[^1] / 1024:+0;-0} KiB");
        }

        await end.CancelAsync();
        await Task.WhenAll(reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var viewer in others) await viewer.DisposeAsync();
        var (ratio, growth) = (Median.Of(ratios), Median.Of(growths));
        Console.WriteLine(
            $"medians: all read p50 {P(without, 0.5):0.0} p99 {P(without, 0.99):0.0} ms, one does not p50 {P(with, 0.5):0.0} p99 {P(with, 0.99):0.0} ms, "
            + $"p99 ratio {ratio:0.00} (bar {Bar}), memory {growth / 1024:+0;-0} KiB (bar {MostMemory / 1024})");
        return ratio <= Bar && growth <= MostMemory ? 0 : 1;

        // Edits at a steady rate; answers the server's memory, the median over the window.
        async Task<double> WindowAsync(Sample into)
        {
            sample = into;
            var memory = new List<double>();
            var edits = new List<Task>();
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / rate));
            for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < window;)
            {
                await timer.WaitForNextTickAsync(stop);
                edits.Add(PatchAsync(Item, new { at = Stopwatch.GetTimestamp() }));
                edits.Add(PatchAsync(LargeItem, new { text = $"{edits.Count} {LargeText}" }));
                memory.Add(server.Run.Memory);
            }

            await Task.WhenAll(edits);
            return Median.Of(memory);
        }

        async Task PatchAsync(string id, object fields) => (await api.PatchAsync($"entities/workitem/{id}", fields)).Is(HttpStatusCode.OK);
    }

    private static string Line(Sample sample) => $"p50 {sample.Quantile(0.5),5:0.0} p99 {sample.Quantile(0.99),6:0.0} ms ({sample.Count})";

    private static double P(IEnumerable<Sample> windows, double share) => Median.Of(windows.Select(window => window.Quantile(share)));
}
