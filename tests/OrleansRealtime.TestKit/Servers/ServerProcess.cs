using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.TestKit.Servers;

/// <summary>
/// The platform as its operator has it: a process, a port and a data folder, which outlive each other. It may be killed, stopped and started
/// again as often as a test likes.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly int _port = FreePort.Take();
    private readonly Dictionary<string, string> _settings;
    private readonly string _environment;
    private readonly ServerPlace _place;
    private readonly List<ServerRun> _runs = [];
    private bool _isDisposed;

    private ServerProcess(string environment, IEnumerable<(string Key, string Value)> settings, ServerPlace? place = null)
    {
        _place = place ??= ServerPlace.Here;
        _environment = environment;
        DataFolder = Directory.CreateTempSubdirectory("orleansrealtime-e2e-").FullName;
        Url = new($"http://{place.Address}:{_port}");
        _settings = new()
        {
            ["urls"] = $"http://{place.Address}:{_port}",
            ["Data:Folder"] = DataFolder,
            // A machine that runs ten times as much as it can takes seconds for a server's first call.
            ["Gateway:CallTimeout"] = "00:00:30",
            ["Data:CommandTimeout"] = "00:00:30",
        };
        foreach (var (key, value) in settings) _settings[key] = value;
        Http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { BaseAddress = Url };
    }

    /// <summary>Given all that a server said, when it is disposed.</summary>
    public static Action<string>? Said { get; set; }

    public Uri Url { get; }

    public string DataFolder { get; }

    public HttpClient Http { get; }

    /// <summary>What the next start runs: the server of another build serves what this one left.</summary>
    public string Assembly { get; set; } = BuiltServer.Assembly;

    /// <summary>The API key that the first start made: good everywhere.</summary>
    public string ApiKey { get; private set; } = "";

    public ServerRun Run => _runs[^1];

    /// <summary>All that it said, over all its runs.</summary>
    public string Output => string.Concat(_runs.Select(run => run.Output + run.Errors));

    public static Task<ServerProcess> StartAsync(params (string Key, string Value)[] settings) => StartInAsync("Production", settings);

    /// <summary>With the demo: its board, and tokens for everybody.</summary>
    public static Task<ServerProcess> StartDemoAsync(params (string Key, string Value)[] settings) => StartInAsync("Development", settings);

    /// <summary>Where it is no neighbour of this process's.</summary>
    public static Task<ServerProcess> StartAtAsync(ServerPlace place, params (string Key, string Value)[] settings) =>
        StartInAsync("Production", settings, place: place);

    /// <summary>The server of another build.</summary>
    public static Task<ServerProcess> StartBuildAsync(string assembly, params (string Key, string Value)[] settings) =>
        StartInAsync("Production", settings, assembly: assembly);

    /// <summary>In a data folder that is not empty.</summary>
    public static Task<ServerProcess> StartInFolderAsync(Func<string, Task> fill, params (string Key, string Value)[] settings) =>
        StartInAsync("Production", settings, fill);

    /// <summary>Runs a server that is not meant to serve: its exit code, and what it said.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> FailAsync(params (string Key, string Value)[] settings)
    {
        await using var server = new ServerProcess("Production", settings);
        await using var run = ServerRun.Start(server._environment, server._settings);
        var exitCode = await run.Ended.Within("the server to give up");
        return (exitCode, run.Output, run.Errors);
    }

    /// <summary>A caller with the API key, in a workspace.</summary>
    public RestCaller Caller(string workspace) => new(Http, workspace, ApiKey);

    /// <summary>A caller with the API key, in a workspace that no other test knows.</summary>
    public RestCaller NewWorkspace() => Caller(RestCaller.NewWorkspace());

    /// <summary>kill -9: no goodbye, nothing flushed.</summary>
    public async Task KillAsync()
    {
        Run.Kill();
        await Run.Ended.Within("the killed server to be gone");
    }

    /// <summary>As Ctrl-C or a service manager stops it.</summary>
    public async Task<int> StopAsync(string signal = "TERM")
    {
        await Run.SignalAsync(signal);
        return await Run.Ended.Within($"the server to stop after {signal}");
    }

    /// <summary>Starts it again on the same folder and port.</summary>
    public async Task RestartAsync(params (string Key, string Value)[] settings)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        foreach (var (key, value) in settings) _settings[key] = value;
        // No balancer stands before it. Another build may not know the setting, and would not start.
        if (Assembly == BuiltServer.Assembly) _settings.TryAdd("Shutdown:Pause", "00:00:00");
        else _settings.Remove("Shutdown:Pause");
        _runs.Add(ServerRun.Start(_environment, _settings, Assembly, _place));
        await Run.ServesAsync();
        using var ready = await Http.GetAsync("/health/ready");
        ready.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        foreach (var run in _runs) await run.DisposeAsync();
        Http.Dispose();
        if (_runs.Count > 0) Said?.Invoke(Output);
        Directory.Delete(DataFolder, recursive: true);
    }

    private static async Task<ServerProcess> StartInAsync(
        string environment, (string Key, string Value)[] settings, Func<string, Task>? fill = null, ServerPlace? place = null, string? assembly = null)
    {
        var server = new ServerProcess(environment, settings, place) { Assembly = assembly ?? BuiltServer.Assembly };
        try
        {
            if (fill is not null) await fill(server.DataFolder);
            await server.RestartAsync();
            // None where the settings name keys.
            var key = Path.Combine(server.DataFolder, "api-key");
            if (File.Exists(key)) server.ApiKey = (await File.ReadAllTextAsync(key)).Trim();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
