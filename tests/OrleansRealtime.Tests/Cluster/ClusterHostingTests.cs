using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Placement.Rebalancing;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Hosting;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Storage.Hosting;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>What Orleans is told of a cluster: what is true of <see cref="ClusterTimings"/> alone would be true of nothing that runs.</summary>
public sealed class ClusterHostingTests
{
    [Fact]
    public void A_silo_notices_and_replaces_another_as_fast_as_the_cluster_s_times_say()
    {
        using var silo = Node(NodeRole.Silo);

        var membership = Of<ClusterMembershipOptions>(silo);
        var messaging = Of<SiloMessagingOptions>(silo);
        Assert.Multiple(
            () => Assert.Equal(ClusterTimings.ProbeTimeout, membership.ProbeTimeout),
            () => Assert.Equal(ClusterTimings.MinProbeTimeout, membership.MinProbeTimeout),
            () => Assert.Equal(ClusterTimings.MaxProbeTimeout, membership.MaxProbeTimeout),
            () => Assert.Equal(ClusterTimings.MissedProbes, membership.NumMissedProbesLimit),
            () => Assert.Equal(ClusterTimings.Votes, membership.NumVotesForDeathDeclaration),
            () => Assert.Equal(ClusterTimings.TableRefresh, membership.TableRefreshTimeout),
            () => Assert.Equal(ClusterTimings.AlivePeriod, membership.IAmAliveTablePublishTimeout),
            () => Assert.Equal(ClusterTimings.MissedAlivePeriods, membership.NumMissedTableIAmAliveLimit),
            () => Assert.Equal(ClusterTimings.RangeLease, Of<GrainDirectoryOptions>(silo).RangeLeaseDuration),
            () => Assert.Equal(ClusterTimings.ResponseTimeout, messaging.ResponseTimeout),
            () => Assert.Equal(ClusterTimings.LostGateway, messaging.ClientDropTimeout),
            () => Assert.Equal(ClusterTimings.LostGateway, messaging.ClientRegistrationRefresh),
            () => Assert.Equal(ClusterTimings.Deactivation, Of<GrainCollectionOptions>(silo).DeactivationTimeout));
    }

    [Fact]
    public void A_gateway_looks_for_silos_and_waits_for_them_as_the_cluster_s_times_say()
    {
        using var gateway = Node(NodeRole.Gateway);

        Assert.Multiple(
            () => Assert.Equal(ClusterTimings.GatewayListRefresh, Of<GatewayOptions>(gateway).GatewayListRefreshPeriod),
            () => Assert.Equal(ClusterTimings.ResponseTimeout, Of<ClientMessagingOptions>(gateway).ResponseTimeout));
    }

    [Theory]
    [InlineData(NodeRole.All)]
    [InlineData(NodeRole.Silo)]
    [InlineData(NodeRole.Gateway)]
    public void A_node_is_of_the_cluster_that_the_settings_name_looks_at_its_tables_and_beats_there(NodeRole role)
    {
        using var node = Node(role, ("Cluster:Id", "a-cluster"), ("Data:ServiceId", "a-service"));

        var names = Of<ClusterOptions>(node);
        Assert.Equal(("a-cluster", "a-service"), (names.ClusterId, names.ServiceId));
        Assert.IsType<ClusterWatch>(node.Services.GetRequiredService<IClusterView>());
        Assert.IsType<GatewayBeats>(node.Services.GetRequiredService<IGatewayRegistry>());
        var hosted = node.Services.GetServices<IHostedService>().ToList();
        Assert.Single(hosted.OfType<ClusterWatch>());
    }

    [Fact]
    public void A_silo_answers_by_its_standing_ends_when_it_is_dead_and_finds_grains_by_the_directory_that_is_consistent()
    {
        using var silo = Node(NodeRole.Silo);

        Assert.IsType<Standing>(silo.Services.GetRequiredService<IStanding>());
        Assert.Single(silo.Services.GetServices<IHostedService>().OfType<Standing>());
        Assert.IsType<FatalErrorHandler>(silo.Services.GetRequiredService<IFatalErrorHandler>());
        Assert.Contains(
            silo.Services.GetServices<ILifecycleParticipant<ISiloLifecycle>>(), participant => participant.GetType().Name == "DistributedGrainDirectory");
    }

    [Theory]
    [InlineData("10.9.8.7", false, "10.9.8.7")]
    [InlineData("10.9.8.7", true, "0.0.0.0")]
    [InlineData("fd00::7", true, "::")]
    public void A_silo_is_advertised_where_the_settings_say_and_listens_there_or_everywhere(string advertised, bool everywhere, string listening)
    {
        using var silo = Node(
            NodeRole.Silo, ("Cluster:AdvertisedAddress", advertised), ("Cluster:ListenOnAllAddresses", $"{everywhere}"),
            ("Cluster:SiloPort", "11"), ("Cluster:GatewayPort", "12"));

        var endpoints = Of<EndpointOptions>(silo);

        Assert.Equal((IPAddress.Parse(advertised), 11, 12), (endpoints.AdvertisedIPAddress, endpoints.SiloPort, endpoints.GatewayPort));
        Assert.Equal(everywhere ? new(IPAddress.Parse(listening), 11) : null, endpoints.SiloListeningEndpoint);
        Assert.Equal(everywhere ? new(IPAddress.Parse(listening), 12) : null, endpoints.GatewayListeningEndpoint);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("false", false)]
    [InlineData("true", true)]
    public void Grains_are_moved_to_silos_that_have_fewer_only_where_somebody_asks_for_it(string? setting, bool moves)
    {
        using var silo = setting is null ? Node(NodeRole.Silo) : Node(NodeRole.Silo, ("Cluster:Rebalance", setting));

        Assert.Equal(moves, silo.Services.GetService<IActivationRebalancer>() is not null);
    }

    private static T Of<T>(IHost host) where T : class => host.Services.GetRequiredService<IOptions<T>>().Value;

    /// <summary>As a process would be; it is never started, so that there is no database behind it.</summary>
    private static IHost Node(NodeRole role, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration["Data:Store"] = "postgres";
        builder.Configuration["Data:ConnectionString"] = "Host=127.0.0.1;Port=1;Database=nowhere";
        builder.Configuration["Cluster:Role"] = $"{role}";
        foreach (var (key, value) in settings) builder.Configuration[key] = value;
        builder.Services.AddRealtimeStorage();
        builder.AddNode();
        builder.Services.AddSingleton<IEntityAccess, MembersMayWrite>();
        return builder.Build();
    }
}
