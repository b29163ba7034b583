using System.Diagnostics;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.LoadTest.Figures;
using OrleansRealtime.LoadTest.Platforms;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.Inboxes;

/// <summary>
/// One more notification for a user who has many, marked in the way that is dearest to keep (each second one archived, each third one read),
/// against one for a user who has few.
/// </summary>
internal sealed class LongInboxCommand : ICommand
{
    /// <summary>Not twice as much, however many there are.</summary>
    private const double Bar = 2;

    private const int Few = 50;
    private const int MarkedAtOnce = 500;
    private const int NotifiedAtOnce = 200;

    public string Name => "long-inbox";

    public string Summary => "what one more notification costs a user who has many";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("items", "10000", "of the long inbox"),
        CommonOptions.WindowsOf(7),
        new("notifications", "300", "in each window"),
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var (items, windows) = (options.Number("items", 10_000, Few, 1_000_000), options.Number("windows", 7, 1, 1_000));
        var count = options.Number("notifications", 300, 1, 100_000);
        options.End();

        // None is dropped while it is measured.
        await using var platform = await PlatformInProcess.StartAsync(builder => builder.Configuration["Inbox:MaxItems"] = "1000000");
        Console.WriteLine($"{items} items against {Few}, {windows} windows of {count} notifications each");
        await FillAsync(platform, "many", items, stop);
        await FillAsync(platform, "warm", Few, stop);
        await TimeAsync(platform, "warm", count, stop);

        var (few, many, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var at = 0; at < windows; at++)
        {
            await FillAsync(platform, $"few-{at}", Few, stop);
            few.Add(await TimeAsync(platform, $"few-{at}", count, stop));
            many.Add(await TimeAsync(platform, "many", count, stop));
            ratios.Add(many[^1] / few[^1]);
            Console.WriteLine($"  {few[^1],6:0} µs  {many[^1],6:0} µs  ratio {ratios[^1]:0.00}");
        }

        var ratio = Median.Of(ratios);
        Console.WriteLine($"medians: with {Few} items {Median.Of(few):0} µs, with {items} {Median.Of(many):0} µs, ratio {ratio:0.00} (bar {Bar:0})");
        return ratio <= Bar ? 0 : 1;
    }

    private static async Task FillAsync(PlatformInProcess platform, string user, int items, CancellationToken stop)
    {
        foreach (var part in Enumerable.Range(1, items).Chunk(NotifiedAtOnce))
        {
            stop.ThrowIfCancellationRequested();
            await Task.WhenAll(part.Select(_ => platform.User(user).Notify(Next())));
        }

        foreach (var part in Enumerable.Range(1, items).Where(seq => seq % 2 == 0).Chunk(MarkedAtOnce)) await MarkAsync(MarkAs.Archived, part);
        foreach (var part in Enumerable.Range(1, items).Where(seq => seq % 3 == 0).Chunk(MarkedAtOnce)) await MarkAsync(MarkAs.Read, part);

        async Task MarkAsync(MarkAs how, int[] seqs) => await platform.User(user).Mark(new(how, [.. seqs.Select(seq => (long)seq)], null, null), null);
    }

    /// <summary>The median of the time that one takes, in microseconds.</summary>
    private static async Task<double> TimeAsync(PlatformInProcess platform, string user, int count, CancellationToken stop)
    {
        var times = new List<double>(count);
        for (var n = 0; n < count; n++)
        {
            stop.ThrowIfCancellationRequested();
            var started = Stopwatch.GetTimestamp();
            await platform.User(user).Notify(Next());
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        return Median.Of(times);
    }

    private static Notification Next()
    {
        var id = $"{Guid.NewGuid():n}";
        return new(id, 1, id, "deploy", "recipient", "A title of usual length", "And something about it", null, null, null, ["ana"], DateTimeOffset.UtcNow);
    }
}
