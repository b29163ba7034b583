using System.Diagnostics;
using OrleansRealtime.TestKit.Documents;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Documents;

/// <summary>What docs/production.md publishes and systemd starts: the commands, the unit's environment and the file with the machine's own as they stand there, for
/// other folders and ports.</summary>
public sealed class PublishedServerTests : IDisposable
{
    private const string Document = "docs/production.md";
    private const string Installed = "/opt/orleansrealtime";
    private const string Data = "/var/lib/orleansrealtime";

    private readonly string _folder = Directory.CreateTempSubdirectory("orleansrealtime-published-").FullName;

    private Process? _server;

    private string App => Path.Combine(_folder, "app");

    public void Dispose()
    {
        // It goes on where the test failed.
        if (_server is { HasExited: false })
        {
            _server.Kill();
            _server.WaitForExit();
        }

        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task It_serves_is_backed_up_while_it_runs_ends_when_asked_and_the_backup_is_put_back()
    {
        await PublishAsync();
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{FreePort.Take()}") };
        var environment = EnvironmentFile();
        var key = environment["Auth__ApiKeys__0__Key"];
        await StartAsync(http, environment);
        // By its address, as Prometheus and a watchdog on the machine have it, and by its name, as the proxy has.
        using (var metrics = new HttpClient { BaseAddress = new(environment["Telemetry__MetricsUrl"]) })
            Assert.Contains("target_info", (await new RestCaller(metrics, "acme", "").GetAsync("/metrics")).Is(OK).Text, StringComparison.Ordinal);
        (await new RestCaller(http, "acme", "").GetAsync("/health", ("Host", "live.example.com"))).Is(OK);
        (await new RestCaller(http, "acme", "").GetAsync("/health", ("Host", "elsewhere.example.com"))).Is(BadRequest);
        await new RestCaller(http, "acme", key).CreateAsync("workitem", "1", new { title = "kept" });
        await BackUpAsync();
        await new RestCaller(http, "acme", key).CreateAsync("workitem", "2", new { title = "after it" });
        await StopAsync();

        File.Delete(Path.Combine(_folder, "data", "realtime.db-wal"));
        File.Delete(Path.Combine(_folder, "data", "realtime.db-shm"));
        File.Copy(Assert.Single(Directory.GetFiles(Path.Combine(_folder, "backups"))), Path.Combine(_folder, "data", "realtime.db"), overwrite: true);
        List<string> said = [];
        await StartAsync(http, environment, said);
        // Every open page gets everything anew.
        Assert.Contains(said, message => message.Contains("went back", StringComparison.Ordinal));
        var api = new RestCaller(http, "acme", key);
        (await api.GetAsync("entities/workitem/1")).Is(OK);
        (await api.GetAsync("entities/workitem/2")).Is(NotFound);
        await StopAsync();
    }

    /// <summary>Of what is built already, in the configuration of these tests.</summary>
    private async Task PublishAsync()
    {
        string[] words = Block("dotnet publish src/OrleansRealtime.Server").Split('\n')[0].Split(' ');
        Assert.Equal(["dotnet", "publish", "src/OrleansRealtime.Server", "-c", "Release", "-o", "artifacts/publish"], words);
        var configuration = BuiltServer.Assembly.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        await ShellCommand.RunAsync(BuiltServer.PathInRepository(), "dotnet", "publish", words[2], "-c", configuration, "-o", App, "--no-build", "-p:SkipWeb=true");
    }

    /// <param name="said">Gets what it says before it serves.</param>
    private async Task StartAsync(HttpClient http, IReadOnlyDictionary<string, string> environment, List<string>? said = null)
    {
        var program = SystemdUnit.One("ExecStart")["/usr/bin/".Length..].Split(' ');
        var start = new ProcessStartInfo(program[0], program[1..].Select(Here)) { WorkingDirectory = App, RedirectStandardOutput = true };
        foreach (var (name, value) in SystemdUnit.Environment) start.Environment[name] = Here(value);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        // Another port, and no balancer before it.
        (start.Environment["ASPNETCORE_URLS"], start.Environment["Shutdown__Pause"]) = (http.BaseAddress!.ToString(), "00:00:00");
        start.Environment.Remove("DOTNET_ENVIRONMENT");
        _server?.Dispose();
        var server = _server = Process.Start(start)!;
        // The unit has JSON logs; the banner comes once it serves.
        while (await SaysAsync() is var message && !message.StartsWith("OrleansRealtime runs on", StringComparison.Ordinal)) said?.Add(message);
        _ = server.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        (await new RestCaller(http, "acme", "").GetAsync("/health/ready")).Is(OK);

        async Task<string> SaysAsync()
        {
            var line = await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().Within("the published server to start");
            Assert.True(line is not null, "The published server ended.");
            return JsonDocument.Parse(line).RootElement.GetProperty("Message").GetString()!;
        }
    }

    /// <summary>What the document has in the file with what is secret or of the machine; only the port is another.</summary>
    private static Dictionary<string, string> EnvironmentFile()
    {
        var environment = Block("AllowedHosts=").TrimEnd('\n').Split('\n').Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]);
        environment["Telemetry__MetricsUrl"] = environment["Telemetry__MetricsUrl"].Replace("9464", $"{FreePort.Take()}", StringComparison.Ordinal);
        return environment;
    }

    private async Task StopAsync()
    {
        var server = _server!;
        using (var kill = Process.Start("kill", ["-TERM", $"{server.Id}"])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await server.WaitForExitAsync(TestContext.Current.CancellationToken).Within("the published server to end");
        Assert.Equal(0, server.ExitCode);
    }

    /// <summary>The document's own commands, as whoever runs the tests instead of the unit's user.</summary>
    private async Task BackUpAsync()
    {
        var script = Here(Block("install -d -o orleansrealtime"))
            .Replace("install -d -o orleansrealtime ", "install -d ", StringComparison.Ordinal)
            .Replace("runuser -u orleansrealtime -- ", "", StringComparison.Ordinal);
        await ShellCommand.RunAsync(_folder, "bash", "-euo", "pipefail", "-c", script);
    }

    private string Here(string text) => text
        .Replace(Installed, App, StringComparison.Ordinal)
        .Replace(Data, Path.Combine(_folder, "data"), StringComparison.Ordinal)
        .Replace("/var/backups/orleansrealtime", Path.Combine(_folder, "backups"), StringComparison.Ordinal);

    private static string Block(string begins) => MarkdownFile.Read(Document).Snippets.First(snippet => snippet.Text.StartsWith(begins, StringComparison.Ordinal)).Text;
}
