using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.LoadTest.Figures;
using OrleansRealtime.LoadTest.Platforms;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.TestKit.Commands;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.LoadTest.Storm;

/// <summary>
/// One of three gateways is killed, and its tabs go to the others. The silo is in this process, so that what its grains are asked for can be counted;
/// the gateways are processes; the database is a PostgreSQL server of the run's own.
/// </summary>
internal sealed class StormCommand : ICommand
{
    private const string ApiKey = "storm-key-of-the-load-tool-0123456789";
    private const int Gateways = 3;
    private const int TabsPerUser = 10;

    private const string Platform = "platform, 3 gateways";
    private const string Longest = "longest s";
    private const string Reads = "reads per entity";

    /// <summary>From the kill until all are live again, in seconds.</summary>
    private const double Bar = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4 * Bar);

    public string Name => "storm";

    public string Summary => "one of three gateways is killed: how long until its tabs are live at the others, and what that asks of the grains";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("tabs", "5000", "at the three gateways"),
        new("entities", "2000", "of which the tabs watch some"),
        new("watched", "20", "entities that each tab watches"),
        new("rate", "20", "edits a second meanwhile"),
        CommonOptions.Compare,
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var (tabs, entities) = (options.Number("tabs", 5_000, Gateways, 50_000), options.Number("entities", 2_000, 1, 100_000));
        var (watched, rate) = (options.Number("watched", 20, 1, entities), options.Number("rate", 20, 1, 1_000));
        var earlier = EarlierRun.Of(options, Name);
        options.End();

        var report = new Report(Name, $"{tabs} tabs at {Gateways} gateways that watch {watched} of {entities} entities each, {rate} edits/s; one gateway is killed", options.Values);

        await report.TryAsync(async () =>
        {
            await using var postgres = await PrivatePostgres.StartAsync(durable: true);
            var calls = new EntityCalls();
            (string Key, string Value)[] store = [("Data:Store", "postgres"), ("Data:ConnectionString", postgres.ConnectionString(await postgres.CreateDatabaseAsync()))];
            await using var silo = await PlatformInProcess.StartAsync(builder => builder.Services.AddSingleton<IIncomingGrainCallFilter>(calls), [.. store, ("Cluster:Role", "Silo")]);
            var gateways = await Task.WhenAll(Enumerable.Range(0, Gateways).Select(_ => ServerProcess.StartAsync(
                [.. store, ("Cluster:Role", "Gateway"), ("Auth:ApiKeys:0:Key", ApiKey), ("Auth:ApiKeys:0:Workspaces:0", "*")])));
            try
            {
                await PlayAsync(report, gateways, calls, tabs, entities, watched, rate, stop);
            }
            finally
            {
                foreach (var gateway in gateways) await gateway.DisposeAsync();
            }
        });
        report.Judge(Platform, Longest, Bar, isAtMost: true);
        report.Judge(Platform, Reads, 2, isAtMost: true);
        return await report.EndAsync(earlier);
    }

    private static async Task PlayAsync(
        Report report, ServerProcess[] gateways, EntityCalls calls, int tabs, int entities, int watched, int rate, CancellationToken stop)
    {
        var positions = new Dictionary<string, string>();
        var api = gateways[^1].Caller(PlatformInProcess.Workspace) with { Credentials = ApiKey };
        for (var first = 0; first < entities; first += 100)
        {
            var operations = Enumerable.Range(first, Math.Min(100, entities - first)).Select(n => new { op = "put", type = "workitem", id = $"{n}", fields = new { n = 0 } });
            var answer = (await api.PostAsync("entities/batch", new { operations })).Is(HttpStatusCode.OK);
            BatchAnswer.Check(Encoding.UTF8.GetBytes(answer.Text), operations.Count());
            foreach (var result in answer["results"].EnumerateArray())
                positions[result.GetProperty("id").GetString()!] = result.GetProperty("position").GetString()!;
        }

        var tokens = new List<string>();
        for (var user = 0; user * TabsPerUser < tabs; user++) tokens.Add((await api.AsUserAsync($"u{user}")).Credentials);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var up = gateways.Select(gateway => gateway.Url).ToArray();
        var (turn, opened) = (0, 0);
        var killed = 0L;
        var pauses = new Sample();
        var open = Enumerable.Range(0, tabs).Select(n => new StormTab(tokens[n / TabsPerUser], Items(n))).ToList();
        var running = new List<Task>();
        foreach (var tab in open)
        {
            running.Add(tab.RunAsync(Choose, Live, end.Token));
            // A hundred at a time are on their way.
            while (running.Count - Volatile.Read(ref opened) > 100) await Task.Delay(5, stop);
        }

        while (Volatile.Read(ref opened) < tabs) await Task.Delay(20, stop);
        Console.WriteLine($"{tabs} tabs at {Gateways} gateways watch {watched} of {entities} entities each, after {calls.Reads} reads of them; {rate} edits/s");
        var (edits, failed) = (0, 0);
        using var endOfEdits = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
        var editing = EditAsync();
        await Task.Delay(TimeSpan.FromSeconds(5), stop);

        var struck = open.Where(tab => tab.Server == gateways[0].Url).ToList();
        var distinct = struck.SelectMany(tab => tab.Items).Distinct().Count();
        (var before, edits) = (calls.Reads, 0);
        up = up[1..];
        Volatile.Write(ref killed, Stopwatch.GetTimestamp());
        await gateways[0].KillAsync();
        while (pauses.Count < struck.Count && Stopwatch.GetElapsedTime(killed) < Patience) await Task.Delay(20, stop);
        var reads = calls.Reads - before;
        await endOfEdits.CancelAsync();
        await editing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var settled = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(settled) < Patience && open.Exists(tab => Behind(tab) is not null)) await Task.Delay(20, stop);
        foreach (var ended in running.Where(task => task.IsFaulted).Take(1)) await ended;
        await end.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        foreach (var (measure, share) in ((string, double)[])[("p50 s", 0.5), ("p99 s", 0.99), (Longest, 1)]) report.Add(Platform, measure, pauses.Quantile(share) / 1000);
        report.Add(Platform, Reads, (double)reads / distinct);
        report.Add(Platform, "edits meanwhile", edits);
        if (pauses.Count < struck.Count) report.AddFault($"{struck.Count - pauses.Count} of {struck.Count} tabs that lost their gateway did not come back.");
        foreach (var trouble in struck.GroupBy(tab => tab.Trouble ?? "").Where(trouble => trouble.Key.Length > 0)) report.AddFault($"{trouble.Count()} tabs: {trouble.Key}");
        if (failed > 0) report.AddFault($"{failed} edits were not taken.");
        report.AddFaults(Platform, [.. open.SelectMany(tab => tab.Faults).Concat(open.Select(Behind).OfType<string>()).Select(fault => $"a tab {fault}")]);

        string? Behind(StormTab tab) => tab.Items.FirstOrDefault(item => tab.PositionOf(item) != positions[item]) is { } late
            ? $"has {tab.PositionOf(late)} of {late}, which is at {positions[late]}"
            : null;

        Uri Choose()
        {
            var there = up;
            return there[Interlocked.Increment(ref turn) % there.Length];
        }

        void Live()
        {
            if (Volatile.Read(ref killed) is var since and not 0) pauses.Add(Stopwatch.GetElapsedTime(since));
            else Interlocked.Increment(ref opened);
        }

        string[] Items(int tab)
        {
            // The same entities in each run. Not for secrets.
#pragma warning disable CA5394
            var random = new Random(tab);
            return [.. Enumerable.Range(0, watched).Select(_ => $"{random.Next(entities)}").Distinct()];
#pragma warning restore CA5394
        }

        async Task EditAsync()
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / rate));
            for (var n = 0; await timer.WaitForNextTickAsync(endOfEdits.Token); n++)
            {
                var answer = await api.PatchAsync($"entities/workitem/{n % entities}", new { n = n + 1 });
                if (answer.IsSuccess) positions[$"{n % entities}"] = answer.Position;
                else failed++;
                edits++;
            }
        }
    }
}
