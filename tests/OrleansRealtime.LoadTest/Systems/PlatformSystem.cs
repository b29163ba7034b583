using System.Text.Json;
using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Versions;
using OrleansRealtime.LoadTest.Viewers;
using OrleansRealtime.TestKit.Rest;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.LoadTest.Systems;

/// <summary>The platform as its operator has it: one process on either store, or a cluster.</summary>
internal sealed class PlatformSystem : ISystem
{
    public const string OnSqlite = "platform, SQLite";
    public const string OnPostgres = "platform, PostgreSQL";

    private const string Workspace = "load";
    private const string ApiKey = "key-of-the-load-tool-0123456789";
    private const int CreatedAtOnce = 500;

    /// <summary>As tables name it where it is one process.</summary>
    public static readonly string[] Names = [OnSqlite, OnPostgres];

    /// <summary>The load comes from one machine and one key, and those who watch edits are one user.</summary>
    private static readonly (string, string)[] Settings =
    [
        ("Auth:ApiKeys:0:Key", ApiKey), ("Auth:ApiKeys:0:Workspaces:0", "*"),
        ("Gateway:MaxConnectionsPerUser", "100000"), ("Api:UserCallsPerSecond", "100000"), ("Api:KeyNamesPerHour", "100000000"),
    ];

    private readonly IReadOnlyList<ServerProcess> _servers;
    private readonly PrivatePostgres? _postgres;
    private readonly EditSender _sender = new();

    private PlatformSystem(string name, IReadOnlyList<ServerProcess> servers, PrivatePostgres? postgres, string token)
    {
        (Name, _servers, _postgres) = (name, servers, postgres);
        Protocol = ProtocolOf(token);
    }

    public string Name { get; }

    public Uri Url => Server.Url;

    // A process that is started again is another one.
    public IReadOnlyList<int> Processes => [.. _servers.Select(server => server.Run.Id)];

    public int? Store => _postgres?.Id;

    public bool IsDotNet => true;

    public bool Coalesces => true;

    public IViewerProtocol Protocol { get; }

    /// <summary>The process that is called, and at which the viewers are.</summary>
    public ServerProcess Server => _servers[0];

    /// <summary>For calls that are no part of what is measured.</summary>
    public RestCaller Caller => CallerOf(Server);

    public static async Task<ISystem> StartAsync(bool isPostgres)
    {
        if (isPostgres) return await StartOnPostgresAsync(OnPostgres, async store => [await ServerProcess.StartAsync([.. Settings, .. store])]);
        return await OfAsync(OnSqlite, [await ServerProcess.StartAsync(Settings)], null);
    }

    /// <summary>Silos, a gateway that is called and has the viewers, and others that are there and have none; all on this machine.</summary>
    public static Task<ISystem> StartClusterAsync(string name, int silos, int idleGateways) => StartOnPostgresAsync(name, async store =>
    {
        var servers = new List<ServerProcess>();
        try
        {
            foreach (var role in Enumerable.Repeat("Silo", silos).Concat(Enumerable.Repeat("Gateway", 1 + idleGateways)))
                servers.Add(await ServerProcess.StartAsync([.. Settings, .. store, ("Cluster:Role", role)]));
        }
        catch
        {
            await StopAsync(servers);
            throw;
        }

        // A gateway is the first.
        servers.Reverse();
        return servers;
    });

    public async Task<IViewerProtocol> ProtocolOfAsync(string user) => ProtocolOf((await Caller.AsUserAsync(user)).Credentials);

    public async Task CreateAsync(IReadOnlyList<string> entities, CancellationToken stop)
    {
        foreach (var part in entities.Chunk(CreatedAtOnce))
        {
            var operations = part.Select(id => new { op = "put", type = "workitem", id, fields = new { title = "An item of usual size", at = 0, n = 0, column = "doing", rank = "a0" } });
            await SendBatchAsync(JsonSerializer.Serialize(new { operations }), part.Length, stop);
        }
    }

    public Task EditAsync(string entity, EditMark mark, CancellationToken stop) => PatchAsync(entity, mark.Body, stop);

    /// <param name="fields">A merge patch.</param>
    /// <param name="actor">For whom; <c>null</c>: for nobody.</param>
    /// <returns>The version that the entity has with it.</returns>
    /// <exception cref="HttpRequestException">It was not taken.</exception>
    public async Task<long> PatchAsync(string entity, string fields, CancellationToken stop, string? actor = null) =>
        EntityFrame.VersionOf((await _sender.SendAsync(HttpMethod.Patch, OfEntity(entity), fields, ApiKey, stop, actor))!.Trim('"'));

    /// <summary>Sends an edit of each as one batch.</summary>
    /// <exception cref="HttpRequestException">One of them was not taken.</exception>
    public Task EditAllAsync(IReadOnlyCollection<string> entities, EditMark mark, CancellationToken stop)
    {
        var operations = string.Join(',', entities.Select(id => $$"""{"op":"patch","type":"workitem","id":"{{id}}","fields":{{mark.Body}}}"""));
        return SendBatchAsync($$"""{"operations":[{{operations}}]}""", entities.Count, stop);
    }

    /// <summary>Reads one entity.</summary>
    /// <returns>The version that it has.</returns>
    /// <exception cref="HttpRequestException">It is not there.</exception>
    public async Task<long> ReadAsync(string entity, CancellationToken stop) =>
        EntityFrame.VersionOf((await _sender.SendAsync(HttpMethod.Get, OfEntity(entity), null, ApiKey, stop))!.Trim('"'));

    public async ValueTask DisposeAsync()
    {
        _sender.Dispose();
        await StopAsync(_servers);
        if (_postgres is not null) await _postgres.DisposeAsync();
    }

    private static async Task<ISystem> StartOnPostgresAsync(string name, Func<(string, string)[], Task<IReadOnlyList<ServerProcess>>> start)
    {
        var postgres = await PrivatePostgres.StartAsync(durable: true);
        try
        {
            (string, string)[] store = [("Data:Store", "postgres"), ("Data:ConnectionString", postgres.ConnectionString(await postgres.CreateDatabaseAsync()))];
            return await OfAsync(name, await start(store), postgres);
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    private static async Task<ISystem> OfAsync(string name, IReadOnlyList<ServerProcess> servers, PrivatePostgres? postgres)
    {
        try
        {
            return new PlatformSystem(name, servers, postgres, (await CallerOf(servers[0]).AsUserAsync("viewer")).Credentials);
        }
        catch
        {
            await StopAsync(servers);
            throw;
        }
    }

    private static RestCaller CallerOf(ServerProcess server) => server.Caller(Workspace) with { Credentials = ApiKey };

    private static async Task StopAsync(IEnumerable<ServerProcess> servers)
    {
        foreach (var server in servers) await server.DisposeAsync();
    }

    private async Task SendBatchAsync(string body, int operations, CancellationToken stop) =>
        BatchAnswer.Check(await _sender.PostAsync(Of("entities/batch"), body, ApiKey, stop), operations);

    private HubProtocol ProtocolOf(string token) =>
        new(Url, $"/hub?access_token={Uri.EscapeDataString(token)}", entities => entities.Select(id => new { type = "workitem", id }));

    private Uri OfEntity(string entity) => Of($"entities/workitem/{Uri.EscapeDataString(entity)}");

    private Uri Of(string path) => new(Url, $"/v1/{Workspace}/{path}");
}
