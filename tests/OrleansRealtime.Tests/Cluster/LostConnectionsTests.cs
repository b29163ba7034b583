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
    private const int MoreThanFits = 48 * 1024 * 1024;

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
        await using var gateway = await StartGatewayAsync(connections);
        Assert.Null((await gateway.Entity("1").Mutate(Put("{}"))).Error);
        // So many grains are asked through either silo, so that both know the gateway.
        await Task.WhenAll(Enumerable.Range(2, 20).Select(n => gateway.Entity($"{n}").Read()));
        var owner = await OwnerAsync();

        connections.Cut(GatewayOf(Equals(one.Silo, owner) ? one : two).Equals);

        // Orleans' own limit keeps it waiting for longer than this.
        await AnswerAsync(() => gateway.Entity("1").Read()).Within("an answer", new SiloMessagingOptions().ClientDropTimeout);
        Assert.Equal(owner, await AnswerAsync(OwnerAsync).Within("its owner"));

        async Task<SiloAddress?> OwnerAsync() => await gateway.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(gateway.Entity("1"), Ct);
    }

    [Fact]
    public async Task A_gateway_knows_at_once_that_its_connection_to_a_silo_is_lost()
    {
        await using var silo = await StartSiloAsync();
        var connections = new CutConnections();
        await using var gateway = await StartGatewayAsync(connections);
        var lost = LossOf(gateway);

        connections.Cut(GatewayOf(silo).Equals);

        Assert.Equal(silo.Silo, await lost.Within("the word of it"));
    }

    [Fact]
    public async Task Of_two_silos_each_knows_that_its_connection_to_the_other_is_lost()
    {
        var connections = new CutConnections();
        await using var one = await StartSiloAsync(services => services.Configure<SiloConnectionOptions>(options =>
        {
            options.ConfigureSiloInboundConnection(builder => builder.Use(connections.Pass));
            options.ConfigureSiloOutboundConnection(builder => builder.Use(connections.Pass));
        }));
        await using var two = await StartSiloAsync();
        var (ofOne, ofTwo) = (LossOf(one), LossOf(two));

        connections.Cut(_ => true);

        Assert.Equal(two.Silo, await ofOne.Within("the word of it"));
        Assert.Equal(one.Silo, await ofTwo.Within("the word of it"));
    }

    private static Task<SiloAddress> LossOf(TestNode node)
    {
        var lost = new TaskCompletionSource<SiloAddress>(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Services.GetRequiredService<IClusterView>().ConnectionLost += silo => lost.TrySetResult(silo);
        return lost.Task;
    }

    private static IPEndPoint GatewayOf(TestNode node) => node.Services.GetRequiredService<ILocalSiloDetails>().GatewayAddress.Endpoint;

    private Task<TestNode> StartGatewayAsync(CutConnections connections) => TestNode.StartAsync(_store, NodeRole.Gateway, services =>
        services.Configure<ClientConnectionOptions>(options => options.ConfigureConnection(builder => builder.Use(connections.Pass))));

    /// <summary>A silo that never loses its standing, as it would on a machine that is busy for longer than the lease.</summary>
    private Task<TestNode> StartSiloAsync(Action<IServiceCollection>? configure = null) => TestNode.StartAsync(_store, NodeRole.Silo, services =>
    {
        services.AddSingleton<IStanding, SoleStanding>();
        configure?.Invoke(services);
    });

    private static async Task<T> AnswerAsync<T>(Func<Task<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask().WaitAsync(TimeSpan.FromSeconds(1), Ct);
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

    /// <summary>Connections of a node, of which those to some places end, and are not made any more, from a moment on.</summary>
    private sealed class CutConnections
    {
        private readonly ConcurrentBag<ConnectionContext> _open = [];
        private volatile Func<EndPoint, bool> _isUnreachable = _ => false;

        public ConnectionDelegate Pass(ConnectionDelegate next) => async connection =>
        {
            _open.Add(connection);
            if (_isUnreachable(connection.RemoteEndPoint!)) connection.Abort();
            await next(connection);
        };

        public void Cut(Func<EndPoint, bool> isUnreachable)
        {
            _isUnreachable = isUnreachable;
            foreach (var connection in _open.Where(connection => isUnreachable(connection.RemoteEndPoint!))) connection.Abort();
        }
    }
}
