using OrleansRealtime.Consistency.Stages;

namespace OrleansRealtime.Tests.Consistency;

public sealed class ClusterNetworkTests
{
    [Fact]
    public void Two_runs_never_have_one_network_even_where_a_killed_one_left_its_own()
    {
        Assert.Equal("10.213.247", ClusterNetwork.FreeNet(12_747, ["127.0.0.1", "::1", "10.213.24.1", "10.214.247.1"]));
        Assert.Equal("10.213.248", ClusterNetwork.FreeNet(12_747, ["10.213.247.1", "10.213.247.2"]));
        Assert.Equal("10.213.0", ClusterNetwork.FreeNet(249, ["10.213.249.1"]));
    }

    [Fact]
    public void Where_all_are_in_use_it_says_so() => Assert.Throws<InvalidOperationException>(
        () => ClusterNetwork.FreeNet(1, [.. Enumerable.Range(0, 250).Select(n => $"10.213.{n}.1")]));
}
