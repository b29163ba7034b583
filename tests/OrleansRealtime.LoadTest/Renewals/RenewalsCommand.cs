using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Connections;
using OrleansRealtime.Gateway.Entities;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Gateway.Hosting;
using OrleansRealtime.Gateway.Sending;
using OrleansRealtime.LoadTest.Figures;
using OrleansRealtime.LoadTest.Platforms;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.Server;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.Renewals;

/// <summary>
/// One process that follows many entities at which nothing happens: what is left are the renewals of their leases. The same process without
/// viewers, in windows between, is what they are compared with.
/// </summary>
internal sealed class RenewalsCommand : ICommand
{
    /// <summary>Of a core, for 10,000 entities at the default interval of 15 s.</summary>
    private const double Bar = 0.02;

    private const int WatchedAtOnce = 500;
    private const int DefaultIntervalSeconds = 15;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    public string Name => "renewals";

    public string Summary => "what following many quiet entities costs a process";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("entities", "10000", "that one process follows"),
        CommonOptions.Seconds(60),
        CommonOptions.Windows,
        new("interval", "15", "seconds between two renewals of one entity"),
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var entities = options.Number("entities", 10_000, 1, 1_000_000);
        var window = TimeSpan.FromSeconds(options.Number("seconds", 60, 1, 3_600));
        var windows = options.Number("windows", 5, 1, 1_000);
        var interval = options.Number("interval", DefaultIntervalSeconds, 1, 300);
        options.End();

        await using var platform = await PlatformInProcess.StartAsync(builder => AddGateway(builder, interval));
        Console.WriteLine($"{entities} entities, interval {interval} s, {windows} windows of {window.TotalSeconds:0} s each");
        var ids = Enumerable.Range(0, entities).Select(n => $"item-{n:000000}").ToList();
        await Parallel.ForEachAsync(
            ids,
            new ParallelOptions { MaxDegreeOfParallelism = 100, CancellationToken = stop },
            async (id, _) => await platform.MutateAsync(id, new PutFields(JsonFields.Parse("""{"title":"An item of usual size"}"""))));

        // The code is warm, and what making the entities left behind is gone.
        await LeaveAsync(platform, await WatchAsync(platform, ids), stop);
        await MeasureAsync(platform, WarmUp, stop);

        var (idle, following, each) = (new List<double>(), new List<double>(), new List<double>());
        for (var at = 0; at < windows; at++)
        {
            var (alone, _) = await MeasureAsync(platform, window, stop);
            var viewers = await WatchAsync(platform, ids);
            var (watched, renewals) = await MeasureAsync(platform, window, stop);
            await LeaveAsync(platform, viewers, stop);
            idle.Add(alone / window);
            following.Add(watched / window);
            each.Add((watched - alone).TotalMicroseconds / Math.Max(1, renewals));
            Console.WriteLine(
                $"  nobody watches {idle[^1]:0.00%} of a core   watched {following[^1]:0.00%}, {renewals / window.TotalSeconds:0} renewals/s, {each[^1]:0.0} µs each");
        }

        var share = Median.Of(following.Zip(idle, (with, without) => with - without));
        Console.WriteLine(
            $"medians: nobody watches {Median.Of(idle):0.00%} of a core, watched {Median.Of(following):0.00%}: {share:0.00%} for renewals, "
            + $"{Median.Of(each):0.0} µs each (bar {Bar:0%} for 10,000 entities every {DefaultIntervalSeconds} s)");
        var asInTheBar = share * 10_000 / entities * interval / DefaultIntervalSeconds;
        return asInTheBar <= Bar ? 0 : 1;
    }

    private static void AddGateway(WebApplicationBuilder builder, int interval)
    {
        builder.Configuration["Streams:RenewalInterval"] = TimeSpan.FromSeconds(interval).ToString();
        // Who has no viewer is followed no longer, or the windows between would not be without.
        builder.Configuration["Gateway:Linger"] = "00:00:00";
        builder.Configuration["Gateway:ConfirmWithin"] = TimeSpan.FromSeconds(interval + 5).ToString();
        builder.Services.AddSingleton<DataPaths>();
        builder.Services.AddCallers();
        builder.Services.AddGateway(_ => _ => { });
    }

    private static async Task<List<GatewayConnection>> WatchAsync(PlatformInProcess platform, List<string> ids)
    {
        var connections = platform.Services.GetRequiredService<GatewayConnections>();
        var most = platform.Services.GetRequiredService<GatewayServices>().Options.MaxWatches;
        var viewers = new List<GatewayConnection>();
        foreach (var shown in ids.Chunk(most))
        {
            var now = DateTimeOffset.UtcNow;
            var user = $"viewer-{viewers.Count}";
            var viewer = connections.Open(
                new(new(PlatformInProcess.Workspace, user), user, now, now.AddDays(1)), new Nowhere());
            viewers.Add(viewer);
            foreach (var items in shown.Chunk(WatchedAtOnce))
            {
                var results = await viewer.WatchAsync([.. items.Select(id => new WatchItem("workitem", id, null))]);
                if (Array.Find(results, result => !result.Ok) is { } refused) throw new InvalidOperationException($"{refused.Id} is not watched: {refused.Code}.");
            }
        }

        return viewers;
    }

    private static async Task LeaveAsync(PlatformInProcess platform, List<GatewayConnection> viewers, CancellationToken stop)
    {
        var connections = platform.Services.GetRequiredService<GatewayConnections>();
        var feeds = platform.Services.GetRequiredService<EntityFeeds>();
        foreach (var viewer in viewers) connections.Close(viewer);
        while (feeds.Count > 0) await Task.Delay(50, stop);
    }

    /// <summary>The process's time on all cores, in user and system, and the renewals that it made.</summary>
    private static async Task<(TimeSpan Cpu, long Renewals)> MeasureAsync(PlatformInProcess platform, TimeSpan window, CancellationToken stop)
    {
        var factory = platform.Services.GetRequiredService<IMeterFactory>();
        long renewals = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "livestreams.renewals" && instrument.Meter.Scope == factory) listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref renewals, count));
        // What the change between windows left behind is not theirs.
        await Task.Delay(TimeSpan.FromSeconds(2), stop);
        GC.Collect();
        listener.Start();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        await Task.Delay(window, stop);
        process.Refresh();
        return (process.TotalProcessorTime - before, Interlocked.Read(ref renewals));
    }

    /// <summary>A socket that takes everything at once.</summary>
    private sealed class Nowhere : IFrameWriter
    {
        public int PartsOf(Frame frame) => 1;

        public ValueTask WriteAsync(Frame frame, int part) => ValueTask.CompletedTask;

        public void Abort(bool mayReturn)
        {
        }
    }
}
