using Npgsql;
using OrleansRealtime.Consistency.Faults;
using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Consistency.Plans;
using OrleansRealtime.TestKit.Hub;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Consistency.Stages;

/// <summary>A cluster of processes on a PostgreSQL server of its own: three silos, two of them with API and hub, and two gateways. Real sockets,
/// real time, and settings as an operator has them.</summary>
internal sealed class ClusterStage : ICluster
{
    private static readonly IReadOnlyList<(string Name, string Role)> Layout =
        [("silo-1", "All"), ("silo-2", "All"), ("silo-3", "Silo"), ("gateway-1", "Gateway"), ("gateway-2", "Gateway")];

    /// <summary>One caller in six does not know which nodes are up.</summary>
    private const int Careless = 6;

    private readonly ClusterNemesis _nemesis;
    private readonly PrivatePostgres _postgres;
    private readonly ClusterNetwork? _network;
    private readonly NodeClocks? _clocks;
    private readonly DatabaseDoor? _door;
    private readonly RegisterOwners _owners;
    private readonly IReadOnlyList<ClusterNode> _callable;
    private int _turn;

    private ClusterStage(
        TimeSpan interval,
        PrivatePostgres postgres,
        string connection,
        ClusterNetwork? network,
        NodeClocks? clocks,
        DatabaseDoor? door,
        IReadOnlyList<ClusterNode> nodes)
    {
        (Interval, _postgres, _network, _clocks, _door) = (interval, postgres, network, clocks, door);
        Nodes = nodes;
        _callable = [.. nodes.Where(node => node.HasApi)];
        _owners = new(connection);
        _nemesis = new(nodes, postgres, connection, _owners, network, clocks);
    }

    /// <summary>What this machine lets a run do.</summary>
    public static IReadOnlyList<NodeFaultKind> Kinds { get; } =
    [
        .. Enum.GetValues<NodeFaultKind>().Where(kind => kind switch
        {
            NodeFaultKind.Cut or NodeFaultKind.CutFromDatabase or NodeFaultKind.CutOff => ClusterNetwork.CanBe,
            NodeFaultKind.Clock => NodeClocks.CanBe,
            _ => true,
        }),
    ];

    public static IReadOnlyList<ClusterNodePlan> Plan { get; } = [.. Layout.Select(node => new ClusterNodePlan(node.Name, node.Role != "Gateway"))];

    public IReadOnlyList<ClusterNode> Nodes { get; }

    public TimeProvider Time => TimeProvider.System;

    public TimeSpan Slack => TimeSpan.FromSeconds(2);

    public TimeSpan Interval { get; }

    public HttpClient Http => Next().Http;

    public string ApiKey => FaultyServer.ApiKey;

    public Task Serving => Task.CompletedTask;

    /// <param name="interval">After which each process finds out what its streams lost.</param>
    /// <param name="other">A server of another build; <c>null</c> where there is none.</param>
    public static async Task<ClusterStage> OpenAsync(TimeSpan interval, string? other)
    {
        var postgres = await PrivatePostgres.StartAsync(durable: true);
        ClusterNetwork? network = null;
        NodeClocks? clocks = null;
        DatabaseDoor? door = null;
        List<Task<ClusterNode>> starts = [];
        try
        {
            var connection = postgres.ConnectionString(await postgres.CreateDatabaseAsync());
            var nodesConnection = new NpgsqlConnectionStringBuilder(connection);
            if (ClusterNetwork.CanBe)
            {
                network = await ClusterNetwork.CreateAsync([.. Layout.Select(node => node.Name)]);
                door = new(network.DatabaseAddress, nodesConnection.Host!);
                (nodesConnection.Host, nodesConnection.Port) = (network.DatabaseAddress, door.Port);
            }

            if (NodeClocks.CanBe) clocks = await NodeClocks.CreateAsync(Layout.Select(node => node.Name));
            // All at once on an empty database.
            starts.AddRange(Layout.Select(node => ClusterNode.StartAsync(
                node.Name,
                node.Role,
                (network?.PlaceOf(node.Name) ?? ServerPlace.Here) with { Environment = clocks?.EnvironmentOf(node.Name) },
                nodesConnection.ConnectionString,
                FaultyServer.ApiKey,
                interval,
                other)));
            var stage = new ClusterStage(interval, postgres, connection, network, clocks, door, await Task.WhenAll(starts));
            await stage._owners.BeginAsync();
            return stage;
        }
        catch
        {
            foreach (var started in starts.Where(start => start.IsCompletedSuccessfully)) await (await started).DisposeAsync();
            await CloseAsync(postgres, network, clocks, door);
            throw;
        }
    }

    public Task<IHubTransport> OpenHubAsync(string token, CancellationToken stop) => NarrowClient.OpenAsync(Next().Url, token, stop);

    public Task BeginAsync(int seed, History history)
    {
        _nemesis.Begin(RunPlan.WorkspaceOf(seed), history);
        foreach (var node in Nodes) node.Changed = history.Add;
        return Task.CompletedTask;
    }

    // What goes wrong here is planned, and goes wrong between processes.
    public Task SetNemesisAsync(NemesisMode mode) => Task.CompletedTask;

    public Task JumpAsync(TimeSpan by) => throw new NotSupportedException("The clock of a whole machine is not moved.");

    public Task CrashAsync() => throw new NotSupportedException("A cluster has nodes that crash.");

    public Task StrikeAsync(NodeFault fault) => _nemesis.StrikeAsync(fault);

    public Task StillAsync(Func<Task> look) => look();

    public Task<string> CountsAsync() => Task.FromResult("");

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes) await node.DisposeAsync();
        await _owners.DisposeAsync();
        await CloseAsync(_postgres, _network, _clocks, _door);
    }

    private static async Task CloseAsync(PrivatePostgres postgres, ClusterNetwork? network, NodeClocks? clocks, DatabaseDoor? door)
    {
        if (door is not null) await door.DisposeAsync();
        await postgres.DisposeAsync();
        if (network is not null) await network.DisposeAsync();
        clocks?.Dispose();
    }

    private ClusterNode Next()
    {
        var turn = Interlocked.Increment(ref _turn);
        var up = _callable.Where(node => node.IsUp).ToList();
        return turn % Careless == 0 || up.Count == 0 ? _callable[turn / Careless % _callable.Count] : up[turn % up.Count];
    }
}
