using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Connections;

namespace OrleansRealtime.Tests.Gateway.Connections;

public sealed class ReturnSpreadTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(20, 20)]
    [InlineData(5_000, 5_000)]
    [InlineData(1_000_000, 30_000)]
    public void The_more_there_are_the_longer_it_takes_until_all_are_to_be_back(int connections, int milliseconds) =>
        Assert.Equal(milliseconds, ReturnSpread.WindowOf(connections).TotalMilliseconds);

    [Fact]
    public void Each_is_told_a_moment_of_its_own_and_none_an_earlier_one_than_the_table_has()
    {
        var moments = Enumerable.Range(0, 1_000).Select(_ => GoodbyeCodes.Shutdown.Spread(TimeSpan.FromSeconds(5)).ReconnectAfterMs!.Value).ToList();

        Assert.All(moments, moment => Assert.InRange(moment, 1_000, 6_000));
        Assert.True(moments.Distinct().Count() > 500);
        Assert.Null(GoodbyeCodes.AccessRevoked.Spread(TimeSpan.FromSeconds(5)).ReconnectAfterMs);
    }
}
