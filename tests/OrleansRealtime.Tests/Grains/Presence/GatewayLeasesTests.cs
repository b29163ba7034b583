using OrleansRealtime.Grains.Presence;

namespace OrleansRealtime.Tests.Grains.Presence;

public sealed class GatewayLeasesTests
{
    private readonly GatewayLeases _leases = new(TimeSpan.FromSeconds(10));

    [Fact]
    public void A_beat_counts_for_its_time_and_the_next_one_prolongs_it()
    {
        Beat(0);
        Assert.Equal(["one"], Living(9));
        Beat(9);
        Assert.Equal(["one"], Living(18));
        Assert.Empty(Living(19));
    }

    [Fact]
    public void Who_leaves_counts_for_the_grace_and_no_longer_than_without_leaving()
    {
        Beat(0);
        Leave(1);
        Assert.Equal(["one"], Living(2));
        Assert.Empty(Living(3));
        Leave(4);
        Assert.Empty(Living(4));

        Beat(10);
        Leave(19);
        Assert.Empty(Living(20));
    }

    private void Beat(int second) => _leases.Beat("one", TimeSpan.FromSeconds(second));

    private void Leave(int second) => _leases.Leave("one", TimeSpan.FromSeconds(second), TimeSpan.FromSeconds(2));

    private IEnumerable<string> Living(int second) => _leases.Living(TimeSpan.FromSeconds(second));
}
