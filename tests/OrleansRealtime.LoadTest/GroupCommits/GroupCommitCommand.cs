using System.Diagnostics;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.LoadTest.Figures;
using OrleansRealtime.LoadTest.Platforms;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.GroupCommits;

/// <summary>Many writers on one entity, who share its writes, against one writer who waits for each of its own.</summary>
internal sealed class GroupCommitCommand : ICommand
{
    private const string Id = "1";

    /// <summary>What sharing a write has to be worth.</summary>
    private const double Bar = 5;

    public string Name => "group-commit";

    public string Summary => "how many times more mutations an entity commits for many writers than for one who waits for each write";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("writers", "200", "who share the writes of one entity"),
        CommonOptions.WindowsOf(7),
        CommonOptions.Seconds(2),
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var (writers, windows) = (options.Number("writers", 200, 2, 5_000), options.Number("windows", 7, 1, 1_000));
        var window = TimeSpan.FromSeconds(options.Number("seconds", 2, 1, 600));
        options.End();

        await using var platform = await PlatformInProcess.StartAsync();
        await platform.MutateAsync(Id, new PutFields(JsonFields.Parse("""{"title":"An item of usual size","column":"doing","rank":"a0"}""")));
        Console.WriteLine($"one entity, 1 writer and {writers} writers, {windows} windows of {window.TotalSeconds:0} s each");
        await RateAsync(platform, writers, window, stop);
        await RateAsync(platform, 1, window, stop);

        var (alone, together, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var at = 0; at < windows; at++)
        {
            alone.Add(await RateAsync(platform, 1, window, stop));
            together.Add(await RateAsync(platform, writers, window, stop));
            ratios.Add(together[^1] / alone[^1]);
            Console.WriteLine($"  {alone[^1],8:0} /s  {together[^1],8:0} /s  ratio {ratios[^1]:0.0}");
        }

        var ratio = Median.Of(ratios);
        Console.WriteLine($"medians: one write each {Median.Of(alone):0} /s, {writers} writers {Median.Of(together):0} /s, ratio {ratio:0.0} (bar {Bar:0})");
        return ratio >= Bar ? 0 : 1;
    }

    private static async Task<double> RateAsync(PlatformInProcess platform, int writers, TimeSpan window, CancellationToken stop)
    {
        var count = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(WriteAsync));
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;

        async Task WriteAsync(int writer)
        {
            for (var n = 0; Stopwatch.GetElapsedTime(started) < window; n++)
            {
                stop.ThrowIfCancellationRequested();
                await platform.MutateAsync(Id, new PatchFields(JsonFields.Parse($$"""{"title":"{{writer}} writes {{n}}"}""")));
                Interlocked.Increment(ref count);
            }
        }
    }
}
