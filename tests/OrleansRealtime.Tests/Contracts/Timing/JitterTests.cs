using OrleansRealtime.Contracts.Timing;

namespace OrleansRealtime.Tests.Contracts.Timing;

public class JitterTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(int.MaxValue, 60)]
    public void A_pause_doubles_up_to_the_longest_and_is_up_to_a_half_shorter(int failures, int seconds)
    {
        for (var i = 0; i < 100; i++)
            Assert.InRange(Jitter.Pause(failures, First, Longest), TimeSpan.FromSeconds(seconds / 2.0), TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public void Those_who_failed_at_one_moment_do_not_all_try_again_at_one() =>
        Assert.NotEqual(1, Enumerable.Range(0, 100).Select(_ => Jitter.Pause(1, First, Longest)).Distinct().Count());
}
