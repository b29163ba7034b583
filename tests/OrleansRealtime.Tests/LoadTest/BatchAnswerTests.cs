using System.Text;
using OrleansRealtime.LoadTest.Systems;

namespace OrleansRealtime.Tests.LoadTest;

/// <summary>An edit counts when it was committed, not when its batch was answered.</summary>
public sealed class BatchAnswerTests
{
    [Fact]
    public void Results_that_say_so_are_committed() => Check("""{"results":[{"status":200,"position":"k3:2"},{"status":201,"position":"k3:1"}]}""", 2);

    [Theory]
    [InlineData("""{"results":[{"status":200,"position":"k3:2"},{"status":503,"code":"unavailable"}]}""")]
    [InlineData("""{"results":[{"status":200,"position":"k3:2"}]}""")]
    [InlineData("""{"results":[]}""")]
    public void A_result_that_says_otherwise_and_one_that_is_missing_are_refused(string body) =>
        Assert.Throws<HttpRequestException>(() => Check(body, 2));

    [Fact]
    public async Task An_operation_that_the_platform_refuses_fails_its_batch()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var system = (PlatformSystem)await PlatformSystem.StartAsync(isPostgres: false);
        await system.CreateAsync(["there"], stop);

        await system.EditAllAsync(["there"], new(1, 1), stop);
        await Assert.ThrowsAsync<HttpRequestException>(() => system.EditAllAsync(["there", "not-there"], new(1, 2), stop));
        await Assert.ThrowsAsync<HttpRequestException>(() => system.CreateAsync(["another", new('x', 2_000)], stop));
    }

    private static void Check(string body, int operations) => BatchAnswer.Check(Encoding.UTF8.GetBytes(body), operations);
}
