using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Connections.Security;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Storage.PostgreSql;

namespace OrleansRealtime.Storage.Hosting;

/// <summary>How a process finds the others: not at all on SQLite, and by the tables of the database on PostgreSQL.</summary>
public static class ClusterHosting
{
    /// <summary>A silo that is alone.</summary>
    public static void UseSoleSilo(this ISiloBuilder silo)
    {
        // No gateway, because no other process calls these grains. Nobody connects to the silo either, so it listens where there is room, on loopback,
        // and its port in the cluster of one is a name only: servers run side by side.
        silo.UseLocalhostClustering(gatewayPort: 0);
        silo.Configure<EndpointOptions>(endpoint => endpoint.SiloListeningEndpoint = new(IPAddress.Loopback, 0));
        // By what a call finds its grain, one of this silo as well: the way around it is a queue. By default there is room for a million from the
        // start, 18 MB; past a quarter of that, grains that are called seldom take that way.
        silo.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = 250_000);
    }

    /// <summary>A silo of the cluster that the settings name, on the database of <see cref="StorageServices.AddRealtimeStorage"/>.</summary>
    /// <exception cref="StorageStartException">The certificates cannot be used.</exception>
    public static void UseClusterSilo(this ISiloBuilder silo, ClusterSettings settings, string serviceId)
    {
        Name(silo.Services, settings, serviceId);
        silo.UseAdoNetClustering(builder => builder.Configure<MembershipDataSource>(
            (options, connections) => (options.Invariant, options.DataSource) = ("Npgsql", connections)));
        // One that is none is refused by the settings' validation, before the silo starts.
        var address = settings.FindAddress() ?? IPAddress.Loopback;
        silo.Services.AddSingleton(_ => new SiloPorts(settings, address.AddressFamily));
        silo.Services.AddOptions<EndpointOptions>().Configure<SiloPorts>((endpoint, ports) =>
        {
            (endpoint.AdvertisedIPAddress, endpoint.SiloPort, endpoint.GatewayPort) = (address, ports.Silo, ports.Gateway);
            if (!settings.ListenOnAllAddresses) return;
            var everywhere = address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
            endpoint.SiloListeningEndpoint = new(everywhere, ports.Silo);
            endpoint.GatewayListeningEndpoint = new(everywhere, ports.Gateway);
        });
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = ClusterTimings.ProbeTimeout;
            options.MinProbeTimeout = ClusterTimings.MinProbeTimeout;
            options.MaxProbeTimeout = ClusterTimings.MaxProbeTimeout;
            options.NumMissedProbesLimit = ClusterTimings.MissedProbes;
            options.NumVotesForDeathDeclaration = ClusterTimings.Votes;
            options.TableRefreshTimeout = ClusterTimings.TableRefresh;
            options.IAmAliveTablePublishTimeout = ClusterTimings.AlivePeriod;
            options.NumMissedTableIAmAliveLimit = ClusterTimings.MissedAlivePeriods;
        });
        silo.Configure<GrainDirectoryOptions>(options => options.RangeLeaseDuration = ClusterTimings.RangeLease);
        silo.Configure<SiloMessagingOptions>(options =>
        {
            options.ResponseTimeout = ClusterTimings.ResponseTimeout;
            options.ClientDropTimeout = ClusterTimings.LostGateway;
            // A silo that has no connection to a gateway chooses one that has by what the others told.
            options.ClientRegistrationRefresh = ClusterTimings.LostGateway;
        });
        silo.Services.AddOptions<SiloConnectionOptions>().Configure<SiloConnections>((options, connections) =>
        {
            options.ConfigureSiloInboundConnection(connections.Watch);
            options.ConfigureSiloOutboundConnection(connections.Watch);
            options.ConfigureSiloInboundConnection(UnacknowledgedConnections.Close);
            options.ConfigureSiloOutboundConnection(UnacknowledgedConnections.Close);
            options.ConfigureGatewayInboundConnection(UnacknowledgedConnections.Close);
        });
        silo.Configure<GrainCollectionOptions>(options => options.DeactivationTimeout = ClusterTimings.Deactivation);
#pragma warning disable ORLEANSEXP002, ORLEANSEXP003 // The directory that is consistent is still called experimental, and so is the rebalancer.
        silo.AddDistributedGrainDirectory();
        if (settings.Rebalance) silo.AddActivationRebalancer();
#pragma warning restore ORLEANSEXP002, ORLEANSEXP003
        if (Certificates(silo.Services, settings) is { } certificates) silo.UseTls(options => Secure(options, certificates));
        silo.Services.AddSingleton<Eviction>();
        silo.Services.AddSingleton<Standing>();
        silo.Services.Replace(ServiceDescriptor.Singleton<IStanding>(provider => provider.GetRequiredService<Standing>()));
        silo.Services.AddHostedService(provider => provider.GetRequiredService<Standing>());
        silo.Services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler, FatalErrorHandler>());
    }

    /// <summary>A process that calls the grains of that cluster and has none.</summary>
    /// <exception cref="StorageStartException">The certificates cannot be used.</exception>
    public static void UseCluster(this IClientBuilder client, ClusterSettings settings, string serviceId)
    {
        Name(client.Services, settings, serviceId);
        client.UseAdoNetClustering(builder => builder.Configure<MembershipDataSource>(
            (options, connections) => (options.Invariant, options.DataSource) = ("Npgsql", connections)));
        client.Services.AddOptions<ClientConnectionOptions>().Configure<SiloConnections>((options, connections) =>
        {
            options.ConfigureConnection(connections.Watch);
            options.ConfigureConnection(UnacknowledgedConnections.Close);
        });
        if (Certificates(client.Services, settings) is { } certificates) client.UseTls(options => Secure(options, certificates));
        client.UseConnectionRetryFilter<SiloSearch>();
        client.Services.AddHostedService<SiloSearch>();
        client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = ClusterTimings.GatewayListRefresh);
        client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = ClusterTimings.ResponseTimeout);
    }

    private static ClusterCertificates? Certificates(IServiceCollection services, ClusterSettings settings)
    {
        if (!settings.Tls.IsOn) return null;
        var certificates = ClusterCertificates.Load(settings.Tls);
        services.AddSingleton(certificates);
        return certificates;
    }

    /// <summary>Both ends show a certificate of the cluster's authority, or there is no connection.</summary>
    private static void Secure(TlsOptions options, ClusterCertificates certificates)
    {
        options.LocalCertificate = certificates.Own;
        options.RemoteCertificateMode = options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.RemoteCertificateValidation = (certificate, _, _) => certificates.Accepts(certificate);
    }

    private static void Name(IServiceCollection services, ClusterSettings settings, string serviceId)
    {
        services.AddSingleton<MembershipDataSource>();
        services.AddSingleton<ClusterEntry>();
        services.AddSingleton<SiloConnections>();
        services.AddSingleton<ClusterWatch>();
        services.Replace(ServiceDescriptor.Singleton<IClusterView>(provider => provider.GetRequiredService<ClusterWatch>()));
        services.AddHostedService(provider => provider.GetRequiredService<ClusterWatch>());
        services.AddSingleton<IGatewayRegistry, GatewayBeats>();
        services.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (settings.Id, serviceId));
    }
}
