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
    private readonly IReadOnlyList<ClusterNode> _callable;
    private int _turn;

    private ClusterStage(PrivatePostgres postgres, string connection, IReadOnlyList<ClusterNode> nodes)
    {
        _postgres = postgres;
        Nodes = nodes;
        _callable = [.. nodes.Where(node => node.HasApi)];
        _nemesis = new(nodes, postgres, connection);
    }

    public static IReadOnlyList<ClusterNodePlan> Plan { get; } = [.. Layout.Select(node => new ClusterNodePlan(node.Name, node.Role != "Gateway"))];

    public IReadOnlyList<ClusterNode> Nodes { get; }

    public TimeProvider Time => TimeProvider.System;

    public TimeSpan Slack => TimeSpan.FromSeconds(2);

    public TimeSpan Interval => TimeSpan.FromSeconds(15);

    public HttpClient Http => Next().Http;

    public string ApiKey => FaultyServer.ApiKey;

    public Task Serving => Task.CompletedTask;

    public static async Task<ClusterStage> OpenAsync()
    {
        var postgres = await PrivatePostgres.StartAsync(durable: true);
        try
        {
            var connection = postgres.ConnectionString(await postgres.CreateDatabaseAsync());
            var starts = Layout.Select(node => ClusterNode.StartAsync(node.Name, node.Role, connection, FaultyServer.ApiKey)).ToList();
            return new(postgres, connection, await Task.WhenAll(starts));
        }
        catch
        {
            await postgres.DisposeAsync();
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
        await _postgres.DisposeAsync();
    }

    private ClusterNode Next()
    {
        var turn = Interlocked.Increment(ref _turn);
        var up = _callable.Where(node => node.IsUp).ToList();
        return turn % Careless == 0 || up.Count == 0 ? _callable[turn / Careless % _callable.Count] : up[turn % up.Count];
    }
}
