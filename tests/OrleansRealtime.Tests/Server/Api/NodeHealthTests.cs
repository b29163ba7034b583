using System.Net;
using Microsoft.Extensions.Options;
using OrleansRealtime.Server.Api.Health;
using OrleansRealtime.Storage;
using OrleansRealtime.Tests.Cluster;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>Whether a node may have requests, as far as that is the cluster's to say.</summary>
public sealed class NodeHealthTests
{
    private static readonly SiloAddress Silo = SiloAddress.New(IPAddress.Loopback, 1, 1);

    [Theory]
    [InlineData(NodeRole.Gateway, SiloStatus.None, false)]
    [InlineData(NodeRole.Gateway, SiloStatus.Joining, false)]
    [InlineData(NodeRole.Gateway, SiloStatus.ShuttingDown, false)]
    [InlineData(NodeRole.Gateway, SiloStatus.Active, true)]
    [InlineData(NodeRole.Silo, SiloStatus.None, true)]
    [InlineData(NodeRole.All, SiloStatus.None, true)]
    public async Task A_gateway_without_an_active_silo_is_not_ready(NodeRole role, SiloStatus silo, bool isReady)
    {
        var view = new PlayedClusterView { Members = silo is SiloStatus.None ? [] : [new(Silo, "silo", silo)] };
        var health = new NodeHealth(
            store: null!, Options.Create(new ClusterSettings { Role = role }), view, new SwitchableStanding(), warnings: null!, access: null!);

        Assert.Equal(isReady, await health.StandsAsync());
    }
}
