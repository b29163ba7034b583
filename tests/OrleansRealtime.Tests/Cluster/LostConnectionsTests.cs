using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Tests.Storage.PostgreSql;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>Two nodes that cannot reach each other while others reach both.</summary>
public sealed class LostConnectionsTests : IAsyncLifetime
{
    /// <summary>More than two sockets' buffers hold.</summary>
    private const int MoreThanFits = 64 * 1024 * 1024;

    private readonly PostgreSqlStore _store = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _store.InitializeAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Every_connection_between_nodes_is_closed_when_the_other_end_takes_nothing_any_more()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has the limit.");
        await using var silo = await StartSiloAsync();
        await using var gateway = await TestNode.StartAsync(_store, NodeRole.Gateway);
        SiloConnectionOptions.ISiloConnectionBuilderOptions ofSilo = silo.Services.GetRequiredService<IOptions<SiloConnectionOptions>>().Value;
        var ofGateway = gateway.Services.GetRequiredService<IOptions<ClientConnectionOptions>>().Value;

        await Task.WhenAll(
            IsClosedAsync(silo, ofSilo.ConfigureSiloInboundBuilder),
            IsClosedAsync(silo, ofSilo.ConfigureSiloOutboundBuilder),
            IsClosedAsync(silo, ofSilo.ConfigureGatewayInboundBuilder),
            IsClosedAsync(gateway, ConfigureBuilder(ofGateway)));
    }

    /// <summary>As long as the silo keeps what is for the gateway, nothing that its grains answer arrives by another way either.</summary>
    [Fact]
    public async Task A_gateway_that_does_not_reach_a_silo_is_answered_by_its_grains_through_another()
    {
        await using var one = await StartSiloAsync();
        await using var two = await StartSiloAsync();
        var connections = new CutConnections();
        await using var gateway = await TestNode.StartAsync(_store, NodeRole.Gateway, services =>
            services.Configure<ClientConnectionOptions>(options => options.ConfigureConnection(builder => builder.Use(connections.Pass))));
        Assert.Null((await gateway.Entity("1").Mutate(Put("{}"))).Error);
        var owner = await OwnerAsync();

        connections.Cut((Equals(one.Silo, owner) ? one : two).Services.GetRequiredService<ILocalSiloDetails>().GatewayAddress.Endpoint);

        // Orleans' own limit keeps it waiting for longer than this.
        await AnsweredAsync(() => gateway.Entity("1").Read()).Within("an answer", new SiloMessagingOptions().ClientDropTimeout);
        Assert.Equal(owner, await OwnerAsync());

        async Task<SiloAddress?> OwnerAsync() => await gateway.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(gateway.Entity("1"), Ct);
    }

    /// <summary>A silo that never loses its standing, as it would on a machine that is busy for longer than the lease.</summary>
    private Task<TestNode> StartSiloAsync() => TestNode.StartAsync(_store, NodeRole.Silo, services => services.AddSingleton<IStanding, SoleStanding>());

    private static async Task AnsweredAsync(Func<Task> ask)
    {
        while (true)
        {
            try
            {
                await ask().WaitAsync(TimeSpan.FromSeconds(1), Ct);
                return;
            }
            catch (Exception e) when (e is TimeoutException or OrleansException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), Ct);
            }
        }
    }

    private static async Task IsClosedAsync(TestNode node, Action<IConnectionBuilder> configure)
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        var sockets = node.Services.GetKeyedServices<IConnectionFactory>(KeyedService.AnyKey).First();
        await using var connection = await sockets.ConnectAsync(deaf.LocalEndpoint, Ct);
        using var accepted = await deaf.AcceptSocketAsync(Ct);
        var closed = new TaskCompletionSource();
        await using var closing = connection.ConnectionClosed.Register(closed.SetResult);

        await Pipeline(node, configure)(connection);
        var sent = connection.Transport.Output.WriteAsync(new byte[MoreThanFits], Ct);

        await closed.Task.Within("the closing");
        await sent;
    }

    /// <summary>What Orleans has each new connection pass through.</summary>
    private static ConnectionDelegate Pipeline(TestNode node, Action<IConnectionBuilder> configure)
    {
        var builder = new ConnectionBuilder(node.Services);
        configure(builder);
        builder.Run(_ => Task.CompletedTask);
        return builder.Build();
    }

    /// <summary>Orleans keeps to itself what it makes public for silos.</summary>
    private static Action<IConnectionBuilder> ConfigureBuilder(ClientConnectionOptions options) =>
        typeof(ClientConnectionOptions).GetMethod("ConfigureConnectionBuilder", BindingFlags.Instance | BindingFlags.NonPublic)!
            .CreateDelegate<Action<IConnectionBuilder>>(options);

    /// <summary>Connections of a node, of which those to one place end, and are not made any more, from a moment on.</summary>
    private sealed class CutConnections
    {
        private readonly ConcurrentBag<ConnectionContext> _open = [];
        private volatile EndPoint? _unreachable;

        public ConnectionDelegate Pass(ConnectionDelegate next) => async connection =>
        {
            _open.Add(connection);
            if (connection.RemoteEndPoint!.Equals(_unreachable)) connection.Abort();
            await next(connection);
        };

        public void Cut(EndPoint place)
        {
            _unreachable = place;
            foreach (var connection in _open.Where(connection => connection.RemoteEndPoint!.Equals(place))) connection.Abort();
        }
    }
}
