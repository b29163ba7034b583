using System.Diagnostics;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.LoadTest.Figures;
using OrleansRealtime.LoadTest.Platforms;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.Followers;

/// <summary>Edits of an entity that thousands follow, while they are told and while nobody is to be told.</summary>
internal sealed class FollowersCommand : ICommand
{
    private const string Hot = "hot";
    private const string Quiet = "quiet";

    /// <summary>An edit may wait for a write that carries deliveries before its own, and so twice over; not for the deliveries.</summary>
    private const double Bar = 5;

    public string Name => "followers";

    public string Summary => "what telling all followers of one entity costs those who edit it";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("followers", "10000", "of the entity that is edited"),
        CommonOptions.Windows,
        CommonOptions.Seconds(3),
        new("rate", "50", "edits a second"),
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var (followers, windows) = (options.Number("followers", 10_000, 1, 1_000_000), options.Number("windows", 5, 1, 1_000));
        var window = TimeSpan.FromSeconds(options.Number("seconds", 3, 1, 600));
        var rate = options.Number("rate", 50, 1, 1_000);
        options.End();

        await using var platform = await PlatformInProcess.StartAsync();
        Console.WriteLine($"{followers} followers, {rate} edits/s, {windows} windows of {window.TotalSeconds:0} s each");
        foreach (var id in (string[])[Hot, Quiet])
            await platform.MutateAsync(id, new PutFields(JsonFields.Parse("""{"title":"An item of usual size","column":"doing","rank":"a0"}""")));
        await Parallel.ForEachAsync(
            Enumerable.Range(0, followers),
            new ParallelOptions { MaxDegreeOfParallelism = 500, CancellationToken = stop },
            async (n, _) => await platform.MutateAsync(Hot, new SetFollowers($"user-{n:00000}", follows: true)));

        // All users are awake and the code is warm.
        await EditAsync(platform, Quiet, window, rate, stop);
        await EditAsync(platform, Hot, TimeSpan.FromSeconds(1), rate, stop);
        await DrainedAsync(platform, stop);

        var (quiet, hot, told, ratios) = (new List<Sample>(), new List<Sample>(), new List<double>(), new List<double>());
        for (var at = 0; at < windows; at++)
        {
            quiet.Add(await EditAsync(platform, Quiet, window, rate, stop));
            var before = (await platform.User("user-00000").Badge()).LastSeq;
            var started = Stopwatch.GetTimestamp();
            hot.Add(await EditAsync(platform, Hot, window, rate, stop));
            await DrainedAsync(platform, stop);
            var notifications = ((await platform.User("user-00000").Badge()).LastSeq - before) * followers;
            told.Add(notifications / Stopwatch.GetElapsedTime(started).TotalSeconds);
            ratios.Add(hot[^1].Quantile(0.99) / quiet[^1].Quantile(0.99));
            Console.WriteLine($"  nobody told {Line(quiet[^1])}   while told {Line(hot[^1])}   {notifications} told, {told[^1]:0} /s");
        }

        Console.WriteLine(
            $"medians: nobody told p50 {P(quiet, 0.5):0.0} p99 {P(quiet, 0.99):0.0} ms, while told p50 {P(hot, 0.5):0.0} p99 {P(hot, 0.99):0.0} ms, "
            + $"p99 ratio {Median.Of(ratios):0.00} (bar {Bar:0}), {Median.Of(told):0} notifications/s");
        return Median.Of(ratios) <= Bar ? 0 : 1;
    }

    private static string Line(Sample sample) => $"p50 {sample.Quantile(0.5),5:0.0} p99 {sample.Quantile(0.99),6:0.0} ms";

    private static double P(IEnumerable<Sample> windows, double share) => Median.Of(windows.Select(window => window.Quantile(share)));

    /// <summary>Edits at a steady rate, whether or not the edits before are answered, and measures each from when it was due.</summary>
    private static async Task<Sample> EditAsync(PlatformInProcess platform, string id, TimeSpan window, int rate, CancellationToken stop)
    {
        var sample = new Sample();
        var edits = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / rate));
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < window;)
        {
            await timer.WaitForNextTickAsync(stop);
            edits.Add(OneAsync(edits.Count));
        }

        await Task.WhenAll(edits);
        return sample;

        async Task OneAsync(int n)
        {
            var due = Stopwatch.GetTimestamp();
            await platform.MutateAsync(id, new PatchFields(JsonFields.Parse($$"""{"n":{{n}}}""")), actor: "editor");
            sample.Add(Stopwatch.GetElapsedTime(due));
        }
    }

    private static async Task DrainedAsync(PlatformInProcess platform, CancellationToken stop)
    {
        var owner = new GrainRowOwner("entity", PlatformInProcess.KeyOf(Hot).ToString());
        while (await platform.Rows.CountAsync(owner, "outbox", stop) > 0) await Task.Delay(50, stop);
    }
}
