using OrleansRealtime.LoadTest.Inboxes;
using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Processes;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;

namespace OrleansRealtime.LoadTest.Growth;

/// <summary>Followers of one entity, with a tab each: how long until the badges of all of them count an edit, and what each notification costs.</summary>
internal sealed class GrowingFollowers : IGrowing
{
    /// <summary>Notifications of a window, at least: the time of processors is told in hundredths of a second.</summary>
    private const int Enough = 2_000;

    public string Name => "followers";

    public int[] Steps => [100, 1_000, 10_000];

    public async Task<IGrown?> AddAsync(PlatformSystem platform, IReadOnlyList<string> edited, int count, CancellationToken stop)
    {
        if (count == 0) return null;
        var bells = new Bells(platform);
        try
        {
            var followed = new FollowedEntity(platform, bells);
            await followed.FollowAsync(count, stop);
            return new Followers(platform, bells, followed, count);
        }
        catch
        {
            await bells.DisposeAsync();
            throw;
        }
    }

    private sealed class Followers(PlatformSystem platform, Bells bells, FollowedEntity followed, int count) : IGrown
    {
        private readonly int _edits = Math.Max(1, Enough / count);

        public Task<bool> WarmUpAsync(TimeSpan most, CancellationToken stop) => WarmUp.RunAsync(platform, () => EditAsync(stop), most);

        public async Task MeasureAsync(Report report, string step, CancellationToken stop)
        {
            var told = TimeSpan.Zero;
            var usage = await Usage.OfAsync(new(platform.Processes), platform.Store is { } store ? new(store) : null, async () => told = await EditAsync(stop));
            report.Add(step, "s until all badges", told.TotalSeconds / _edits);
            report.Add(step, "server µs per notification", usage.System.TotalMicroseconds / _edits / count);
            report.Add(step, "store µs per notification", usage.Store.TotalMicroseconds / _edits / count);
            Console.WriteLine($"        {step}: all badges after {told.TotalSeconds / _edits:0.00} s, {usage.System.TotalMicroseconds / _edits / count:0} µs of the server per notification");
        }

        public void Check(Report report, string step) => bells.Check(report);

        public ValueTask DisposeAsync() => bells.DisposeAsync();

        // One after the other, each until all badges count it.
        private async Task<TimeSpan> EditAsync(CancellationToken stop)
        {
            var told = TimeSpan.Zero;
            for (var n = 0; n < _edits; n++) told += await bells.ToldAsync(count, 1, () => followed.EditAsync(stop), stop);
            return told;
        }
    }
}
