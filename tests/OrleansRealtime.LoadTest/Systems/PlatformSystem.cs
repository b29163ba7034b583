using System.Text.Json;
using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Viewers;
using OrleansRealtime.TestKit.Rest;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.LoadTest.Systems;

/// <summary>The platform as its operator has it, on either store.</summary>
internal sealed class PlatformSystem : ISystem
{
    private const string Workspace = "load";
    private const int CreatedAtOnce = 500;

    private readonly ServerProcess _server;
    private readonly PrivatePostgres? _postgres;
    private readonly EditSender _sender = new();

    private PlatformSystem(string name, ServerProcess server, PrivatePostgres? postgres, string token)
    {
        (Name, _server, _postgres) = (name, server, postgres);
        Protocol = new HubProtocol(
            server.Url, $"/hub?access_token={Uri.EscapeDataString(token)}", entities => entities.Select(id => new { type = "workitem", id }));
    }

    public string Name { get; }

    public Uri Url => _server.Url;

    public int Process => _server.Run.Id;

    public int? Store => _postgres?.Id;

    public bool IsDotNet => true;

    public bool Coalesces => true;

    public IViewerProtocol Protocol { get; }

    public ServerProcess Server => _server;

    /// <summary>For calls that are no part of what is measured.</summary>
    public RestCaller Caller => _server.Caller(Workspace);

    public static async Task<ISystem> StartAsync(bool isPostgres)
    {
        var postgres = isPostgres ? await PrivatePostgres.StartAsync(durable: true) : null;
        try
        {
            // The load comes from one machine and one key, and its viewers are one user.
            List<(string, string)> settings =
            [
                ("Gateway:MaxConnectionsPerUser", "100000"), ("Api:UserCallsPerSecond", "100000"), ("Api:KeyNamesPerHour", "100000000"),
            ];
            if (postgres is not null)
                settings.AddRange([("Data:Store", "postgres"), ("Data:ConnectionString", postgres.ConnectionString(await postgres.CreateDatabaseAsync()))]);
            var server = await ServerProcess.StartAsync([.. settings]);
            var token = (await server.Caller(Workspace).AsUserAsync("viewer")).Credentials;
            return new PlatformSystem(isPostgres ? "platform, PostgreSQL" : "platform, SQLite", server, postgres, token);
        }
        catch
        {
            if (postgres is not null) await postgres.DisposeAsync();
            throw;
        }
    }

    public async Task CreateAsync(IReadOnlyList<string> entities, CancellationToken stop)
    {
        foreach (var part in entities.Chunk(CreatedAtOnce))
        {
            var operations = part.Select(id => new { op = "put", type = "workitem", id, fields = new { title = "An item of usual size", at = 0, n = 0, column = "doing", rank = "a0" } });
            await _sender.SendAsync(HttpMethod.Post, Of("entities/batch"), JsonSerializer.Serialize(new { operations }), _server.ApiKey, stop);
        }
    }

    public Task EditAsync(string entity, EditMark mark, CancellationToken stop) => PatchAsync(entity, mark.Body, stop);

    /// <param name="fields">A merge patch.</param>
    public Task PatchAsync(string entity, string fields, CancellationToken stop) =>
        _sender.SendAsync(HttpMethod.Patch, Of($"entities/workitem/{entity}"), fields, _server.ApiKey, stop);

    /// <summary>Sends an edit of each as one batch.</summary>
    public Task EditAllAsync(IEnumerable<string> entities, EditMark mark, CancellationToken stop)
    {
        var operations = string.Join(',', entities.Select(id => $$"""{"op":"patch","type":"workitem","id":"{{id}}","fields":{{mark.Body}}}"""));
        return _sender.SendAsync(HttpMethod.Post, Of("entities/batch"), $$"""{"operations":[{{operations}}]}""", _server.ApiKey, stop);
    }

    /// <summary>Reads one entity.</summary>
    public Task ReadAsync(string entity, CancellationToken stop) =>
        _sender.SendAsync(HttpMethod.Get, Of($"entities/workitem/{entity}"), null, _server.ApiKey, stop);

    public async ValueTask DisposeAsync()
    {
        _sender.Dispose();
        await _server.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
    }

    private Uri Of(string path) => new(_server.Url, $"/v1/{Workspace}/{path}");
}
