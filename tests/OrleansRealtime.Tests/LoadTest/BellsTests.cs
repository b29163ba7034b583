using System.Net;
using OrleansRealtime.LoadTest.Inboxes;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;

namespace OrleansRealtime.Tests.LoadTest;

public sealed class BellsTests
{
    [Fact]
    public async Task Badges_count_what_their_users_were_told_and_more_is_a_fault()
    {
        await using var system = (PlatformSystem)await PlatformSystem.StartAsync(isPostgres: false);
        await using var bells = new Bells(system);
        var stop = TestContext.Current.CancellationToken;
        await bells.OpenAsync(2, stop);
        await bells.OpenAsync(3, stop);
        Assert.Equal(["user-00000", "user-00001", "user-00002"], bells.Users);

        await bells.ToldAsync(3, 2, () => Task.WhenAll(TellAsync(3), TellAsync(3)), stop);
        await bells.ToldAsync(1, 1, () => TellAsync(1), stop);
        Assert.Empty(Faults());

        await bells.ToldAsync(2, 1, () => TellAsync(3), stop);
        await Waiting.UntilAsync(() => Task.FromResult(Faults().Count), count => count > 0, "the fault of who was told more");

        async Task TellAsync(int users) =>
            (await system.Caller.PostAsync("notifications", new { to = bells.Users.Take(users), kind = "deploy", title = "One" })).Is(HttpStatusCode.Accepted);

        IReadOnlyList<string> Faults()
        {
            var report = new Report("bells", "nothing that is measured");
            bells.Check(report);
            return report.Faults;
        }
    }
}
