using OrleansRealtime.LoadTest.Processes;
using OrleansRealtime.LoadTest.Viewers;
using OrleansRealtime.TestKit;
using OrleansRealtime.TestKit.Commands;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.LoadTest.Systems;

/// <summary>All that can be measured, by the words of the option <c>--systems</c>.</summary>
internal static class Contenders
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";
    public const string Kestrel = "kestrel";
    public const string SignalR = "signalr";
    public const string SignalRPostgres = "signalr-postgres";
    public const string OrleansPostgres = "orleans-postgres";
    public const string SocketIo = "socket.io";
    public const string Nchan = "nchan";

    private static readonly string Here = Path.GetDirectoryName(typeof(Contenders).Assembly.Location)!;

    public static readonly string[] All = [Sqlite, Postgres, Kestrel, SignalR, SignalRPostgres, OrleansPostgres, SocketIo, Nchan];

    /// <summary>The systems of the command line.</summary>
    /// <param name="all">All that make sense; they are taken unless some are named.</param>
    public static IReadOnlyList<string> Chosen(CommandLine options, params string[] all) => Chosen(options, all, all);

    /// <param name="otherwise">What is taken unless some are named.</param>
    /// <param name="all">All that make sense.</param>
    public static IReadOnlyList<string> Chosen(CommandLine options, string[] otherwise, string[] all)
    {
        if (options.Text("systems") is not { } text) return otherwise;
        var chosen = text.Split(',');
        return Array.TrueForAll(chosen, all.Contains) ? chosen : throw new CommandLineException($"--systems names some of {string.Join(',', all)}, separated by commas.");
    }

    public static Task<ISystem> StartAsync(string name, CancellationToken stop) => name switch
    {
        Sqlite => PlatformSystem.StartAsync(isPostgres: false),
        Postgres => PlatformSystem.StartAsync(isPostgres: true),
        Kestrel => StartKestrelAsync(stop),
        SignalR => StartSignalRAsync(stop),
        SignalRPostgres => StartOnPostgresAsync(name, "SignalR group, row in PostgreSQL first", stop),
        OrleansPostgres => StartOnPostgresAsync(name, "grain, SignalR group, row in PostgreSQL first", stop),
        SocketIo => StartSocketIoAsync(stop),
        Nchan => StartNchanAsync(stop),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such system."),
    };

    private static async Task<ISystem> StartKestrelAsync(CancellationToken stop)
    {
        var (url, program) = await PeerAsync([Kestrel], stop);
        return new PeerSystem(
            "Kestrel WebSocket", url, program, new PlainProtocol(entity => new($"ws://{url.Authority}/watch/{entity}"), "ready"u8.ToArray()), isDotNet: true);
    }

    private static async Task<ISystem> StartSignalRAsync(CancellationToken stop)
    {
        var (url, program) = await PeerAsync([SignalR], stop);
        return new PeerSystem("SignalR group", url, program, new HubProtocol(url, "/hub", entities => entities), isDotNet: true);
    }

    private static async Task<ISystem> StartOnPostgresAsync(string peer, string name, CancellationToken stop)
    {
        var postgres = await PrivatePostgres.StartAsync(durable: true);
        try
        {
            var database = postgres.ConnectionString(await postgres.CreateDatabaseAsync());
            var (url, program) = await PeerAsync([peer, "--database", database], stop);
            return new PeerSystem(name, url, program, new HubProtocol(url, "/hub", entities => entities), isDotNet: true, postgres, postgres.Id);
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    private static async Task<ISystem> StartSocketIoAsync(CancellationToken stop)
    {
        await NeedAsync("node", stop);
        await NeedAsync("redis", stop);
        var folder = Path.Combine(Here, "Peers", "SocketIo");
        if (NodePackages.AreStale(folder)) await Child.RunAsync("npm", ["ci", "--no-audit", "--no-fund"], folder, stop);
        var (brokerPort, port) = (FreePort.Take(), FreePort.Take());
        var broker = await Child.StartAsync(
            brokerPort, "redis-server", ["--port", $"{brokerPort}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], Path.GetTempPath(), stop: stop);
        try
        {
            var program = await Child.StartAsync(
                port, "node", ["server.mjs", $"{port}", $"{brokerPort}"], folder, new Dictionary<string, string> { ["NODE_ENV"] = "production" }, stop);
            var url = new Uri($"http://127.0.0.1:{port}");
            return new PeerSystem("Socket.IO, Redis", url, program, new SocketIoProtocol(url), isDotNet: false, broker, broker.Id);
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    private static async Task<ISystem> StartNchanAsync(CancellationToken stop)
    {
        await NeedAsync("nchan", stop);
        var port = FreePort.Take();
        var temporary = new TestFolder();
        var folder = temporary.Path;
        var user = Environment.UserName == "root" ? "user root;" : "";
        var settings = await File.ReadAllTextAsync(Path.Combine(Here, "Peers", "Nchan", "nginx.conf"), stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), $"{user}\n{settings.Replace("PORT", $"{port}", StringComparison.Ordinal)}", stop);
        var program = await Child.StartAsync(port, "/usr/sbin/nginx", ["-p", folder, "-c", "nginx.conf"], folder, stop: stop);
        var url = new Uri($"http://127.0.0.1:{port}");
        return new PeerSystem("nginx, nchan", url, program, new PlainProtocol(entity => new($"ws://{url.Authority}/watch/{entity}"), ready: null), isDotNet: false, folder: temporary);
    }

    /// <summary>Has a program installed where that is possible, or says what is missing.</summary>
    private static Task<string> NeedAsync(string program, CancellationToken stop) => Child.RunAsync(BuiltServer.PathInRepository("build", "need.sh"), [program], stop: stop);

    // With the settings that the SDK gives an ASP.NET Core application, above all its garbage collection, and without cultures, as everything here. The
    // load tool's own are a console program's, and its thread pool spins as the platform's does.
    private static async Task<(Uri Url, Child Program)> PeerAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        var (port, settings) = (FreePort.Take(), Path.Combine(Here, "Peers", "peer.runtimeconfig.json"));
        string[] arguments = ["exec", "--runtimeconfig", settings, typeof(Contenders).Assembly.Location, "peer", "--name", .. words, "--port", $"{port}"];
        return (new($"http://127.0.0.1:{port}"), await Child.StartAsync(port, "dotnet", arguments, stop: stop));
    }
}
