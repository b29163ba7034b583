using System.Net;
using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.LoadTest.Versions;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.Inboxes;

/// <summary>
/// Notifications of an API caller to a thousand users, and an edit of an entity that ten thousand follow: how long until every badge counts them, and what
/// edits of other entities wait meanwhile. Every user has a tab open.
/// </summary>
internal sealed class InboxCommand : ICommand
{
    private const string Alone = "alone";
    private const string Notified = "notified";
    private const string Followed = "followed";
    private const int Entities = 20;

    public string Name => "inbox";

    public string Summary => "how long until a thousand users' badges count 20 notifications, ten thousand followers' an edit, and what edits wait meanwhile";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("recipients", "1000", "users who are notified"),
        new("calls", "20", "notifications to each of them"),
        new("followers", "10000", "users who follow the entity that is edited"),
        new("rate", "100", "edits a second of other entities meanwhile"),
        CommonOptions.Windows,
        new("seconds", "5", "of edits alone before each window"),
        CommonOptions.WarmUp(60),
        CommonOptions.Systems(Contenders.Sqlite, Contenders.Postgres),
        CommonOptions.Compare,
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var (recipients, calls) = (options.Number("recipients", 1_000, 1, 1_000), options.Number("calls", 20, 1, 60));
        var (followers, rate) = (options.Number("followers", 10_000, 1, 15_000), options.Number("rate", 100, 1, 1_000));
        var (windows, length) = (options.Number("windows", 5, 1, 100), TimeSpan.FromSeconds(options.Number("seconds", 5, 1, 600)));
        var warmUp = TimeSpan.FromSeconds(options.Number("warm-up", 60, 1, 3_600));
        var (chosen, earlier) = (Contenders.Chosen(options, Contenders.Sqlite, Contenders.Postgres), EarlierRun.Of(options, Name));
        options.End();

        var report = new Report(Name, $"{calls} notifications to each of {recipients} users, an edit that {followers} follow, {rate} edits/s of {Entities} other entities", options.Values);
        // One after the other: ten thousand tabs are enough.
        await report.TryAsync(async () =>
        {
            foreach (var name in chosen) await MeasureAsync(name);
        });
        foreach (var platform in PlatformSystem.Names)
        {
            report.Judge(platform, $"{Notified}: s", 5, isAtMost: true);
            report.Judge(platform, $"{Notified}: p50 ms", 10, isAtMost: true);
            report.Judge(platform, $"{Followed}: s", 3, isAtMost: true);
            report.Judge(platform, $"{Followed}: p99 × {Alone}", 2, isAtMost: true);
        }

        return await report.EndAsync(earlier);

        async Task MeasureAsync(string name)
        {
            string[] ids = [.. Enumerable.Range(0, Entities).Select(n => $"item-{n:00000}")];
            await using var lane = await TabLane.StartAsync(name, [.. ids.Select(id => (string[])[id])], stop);
            var (system, edits) = (lane.System, 0);
            await using var bells = new Bells(system);
            var second = TimeSpan.FromSeconds(1);

            await bells.OpenAsync(recipients, stop);
            string[] users = [.. bells.Users];
            var isCompiling = await WarmUp.RunAsync(
                system,
                async () =>
                {
                    await EditAsync(second);
                    await bells.ToldAsync(recipients, calls, NotifyAsync, stop);
                },
                warmUp);
            report.Describe(system.Name, system, isCompiling);
            for (var window = 1; window <= windows; window++) await BesideAsync(window, Notified, recipients, calls, NotifyAsync);

            var followed = new FollowedEntity(system, bells);
            await followed.FollowAsync(followers, stop);
            isCompiling = await WarmUp.RunAsync(
                system,
                async () =>
                {
                    await EditAsync(second);
                    await bells.ToldAsync(followers, 1, EditFollowedAsync, stop);
                },
                warmUp);
            report.Describe(system.Name, system, isCompiling);
            for (var window = 1; window <= windows; window++) await BesideAsync(window, Followed, followers, 1, EditFollowedAsync);

            // What came twice comes late.
            await Task.Delay(second, stop);
            lane.Check(report);
            bells.Check(report);

            Task<TabWindow> EditAsync(TimeSpan time) => WhileAsync(OpenLoad.Steady(rate, time));

            Task<TabWindow> WhileAsync(IEnumerable<TimeSpan> moments) => lane.MeasureAsync(() => OpenLoad.RunAsync(
                moments, (n, due) => lane.EditAsync(ids[n % ids.Length], new EditMark(due, Interlocked.Increment(ref edits)).Body, null, due, stop), stop));

            // All calls at once.
            Task NotifyAsync() => Task.WhenAll(Enumerable.Range(1, calls).Select(async n => (await system.Caller.PostAsync(
                "notifications", new { to = users, kind = "deploy", title = $"A title of usual length {n}", body = "And something about it" })).Is(HttpStatusCode.Accepted)));

            Task EditFollowedAsync() => followed.EditAsync(stop);

            async Task BesideAsync(int window, string kind, int count, int times, Func<Task> tell)
            {
                var alone = await EditAsync(length);
                var telling = bells.ToldAsync(count, times, tell, stop);
                var beside = await WhileAsync(OpenLoad.Steady(rate, TimeSpan.MaxValue).TakeWhile(_ => !telling.IsCompleted));
                var told = await telling;
                Add($"{kind}: s", told.TotalSeconds);
                Add($"{kind}: p50 ms", beside.Percentile(50));
                Add($"{kind}: p99 ms", beside.Percentile(99));
                Add($"{kind}: p50 × {Alone}", beside.Percentile(50) / alone.Percentile(50));
                Add($"{kind}: p99 × {Alone}", beside.Percentile(99) / alone.Percentile(99));
                // Without what the edits cost that went on beside.
                Add($"{kind}: server µs each", (beside.Usage.System.TotalMicroseconds - (alone.Cpu * beside.Edits)) / count / times);
                Add($"{kind}: store µs each", (beside.Usage.Store.TotalMicroseconds - (alone.StoreCpu * beside.Edits)) / count / times);
                Add($"{kind}: disturbed %", beside.Disturbed);
                Console.WriteLine(
                    $"  {window}/{windows} {system.Name,-24} {kind}: all badges after {told.TotalSeconds:0.0} s, edits meanwhile p50 {beside.Percentile(50):0.0} p99 {beside.Percentile(99):0.0} ms, "
                    + $"alone p50 {alone.Percentile(50):0.0} p99 {alone.Percentile(99):0.0} ms");
            }

            void Add(string measure, double value) => report.Add(system.Name, measure, value);
        }
    }
}
