using OrleansRealtime.LoadTest.Durable;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;

namespace OrleansRealtime.Tests.LoadTest;

public sealed class EditTallyTests
{
    [Fact]
    public async Task Edits_that_the_store_has_not_or_nobody_was_answered_are_a_fault()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var system = (PlatformSystem)await PlatformSystem.StartAsync(isPostgres: false);
        await system.CreateAsync(["a", "b"], stop);
        var tally = new EditTally(system, ["a", "b"]);

        await system.EditAllAsync(["a", "b"], new(1, 1), stop);
        foreach (var entity in (int[])[0, 1]) tally.Add(entity);
        Assert.Empty(await FaultsAsync());

        tally.Add(0);
        Assert.Single(await FaultsAsync());

        await system.EditAsync("a", new(1, 2), stop);
        await system.EditAsync("b", new(1, 2), stop);
        Assert.Single(await FaultsAsync());

        async Task<IReadOnlyList<string>> FaultsAsync()
        {
            var report = new Report("tally", "nothing that is measured");
            await tally.CheckAsync(report, stop);
            return report.Faults;
        }
    }
}
