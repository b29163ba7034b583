using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Gateway;
using OrleansRealtime.Storage;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Consistency.Stages;

/// <summary>One process of a cluster, the server as its operator has it. Whoever stands in front of the cluster knows at once whether it is up.</summary>
internal sealed class ClusterNode : IAsyncDisposable
{
    private const int Attempts = 3;

    private readonly ServerProcess _server;
    private readonly string? _other;
    private volatile CancellationTokenSource _up = new();

    private ClusterNode(string name, string role, ServerProcess server, string? other)
    {
        (Name, Role, _server, _other) = (name, role, server, other);
        _ = NoticeEndAsync();
    }

    public string Name { get; }

    public string Role { get; }

    public bool HasApi => Role != "Silo";

    public bool HasGrains => Role != "Gateway";

    public Uri Url => _server.Url;

    public HttpClient Http => _server.Http;

    public NodeState State { get; private set; } = NodeState.Up;

    public bool IsUp => State == NodeState.Up;

    /// <summary>Cancelled when the node can answer nothing any more.</summary>
    public CancellationToken WhileUp => _up.Token;

    /// <summary>All that it said.</summary>
    public string Output => _server.Output;

    /// <summary>Told of each change.</summary>
    public Action<NodeChanged>? Changed { get; set; }

    /// <param name="connection">To the database.</param>
    /// <param name="renewal">How often it renews its subscriptions.</param>
    /// <param name="other">A server of another build; <c>null</c> where there is none.</param>
    public static async Task<ClusterNode> StartAsync(
        string name, string role, ServerPlace place, string connection, string apiKey, TimeSpan renewal, string? other)
    {
        (string, string)[] settings =
        [
            ("Cluster:Role", role), ("Cluster:AdvertisedAddress", place.Address),
            ("Data:Store", "postgres"), ("Data:ConnectionString", $"{connection};Application Name={name}"),
            ("Auth:ApiKeys:0:Key", apiKey), ("Auth:ApiKeys:0:Workspaces:0", "*"),
            ("Streams:RenewalInterval", $"{renewal}"),
            // As an operator has them, and not as tests on a busy machine need them.
            ("Gateway:CallTimeout", $"{new GatewayOptions().CallTimeout}"), ("Data:CommandTimeout", $"{new StorageOptions().CommandTimeout}"),
            // The least: what waits in the transport can no longer be coalesced, and a slow reader is to fall behind.
            ("Gateway:TransportBuffer", "4096"),
        ];
        return new(name, role, await TryAsync(() => ServerProcess.StartAtAsync(place, settings)), other);
    }

    public async Task KillAsync()
    {
        Become(NodeState.Down);
        await _server.KillAsync();
    }

    /// <summary>Asks it to end, and waits until it has.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        Become(NodeState.Leaving);
        var code = await _server.StopAsync();
        Become(NodeState.Down);
        return code;
    }

    public async Task FreezeAsync()
    {
        await _server.Run.SignalAsync("STOP");
        Become(NodeState.Frozen);
    }

    /// <summary>Lets it go on.</summary>
    public async Task ThawAsync()
    {
        Become(NodeState.Thawed);
        await _server.Run.SignalAsync("CONT");
    }

    /// <summary>What the next start runs.</summary>
    public void ChangeBuild()
    {
        if (_other is { } other) _server.Assembly = _server.Assembly == other ? BuiltServer.Assembly : other;
    }

    /// <summary>Starts another process in its place.</summary>
    public async Task StartAsync()
    {
        Become(NodeState.Down);
        await TryAsync(RestartAsync);
        _ = NoticeEndAsync();
        Become(NodeState.Up);
    }

    /// <summary>Ends when its process does.</summary>
    public Task<int> Ended => _server.Run.Ended;

    public void BecomeUp() => Become(NodeState.Up);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<ServerProcess> RestartAsync()
    {
        try
        {
            await _server.RestartAsync();
            return _server;
        }
        catch
        {
            await _server.KillAsync();
            throw;
        }
    }

    /// <summary>A process that starts may give up, or be taken for dead by the others, where a busy machine does not give it its share in time. As a
    /// service manager does, another one is started then.</summary>
    private static async Task<ServerProcess> TryAsync(Func<Task<ServerProcess>> start)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await start();
            }
            catch (Exception e) when (attempt < Attempts && e is (InvalidOperationException or HttpRequestException or TimeoutException))
            {
                // What it said is in its output.
            }
        }
    }

    /// <summary>It may end by itself.</summary>
    private async Task NoticeEndAsync()
    {
        await _server.Run.Ended;
        if (IsUp) Become(NodeState.Down);
    }

    private void Become(NodeState state)
    {
        if (State == state) return;
        if (state == NodeState.Up) _up = new();
        State = state;
        Changed?.Invoke(new(Name, state));
        if (state is NodeState.Frozen or NodeState.Down) _up.Cancel();
    }
}
