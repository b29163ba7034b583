using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Npgsql;
using OrleansRealtime.TestKit.Documents;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Documents;

/// <summary>The command lines with <c>./run</c> of README.md and infra/README.md, on free ports, folders and a database of the test's own.</summary>
public sealed partial class RunScriptTests
{
    private const string Readme = "README.md";
    private const string Infra = "infra/README.md";

    /// <summary>As the documents write it.</summary>
    private const string Database = "'Host=localhost;Database=realtime;Username=realtime;Password=...'";

    private readonly Dictionary<string, int> _ports = [];

    [Fact]
    public async Task The_first_command_serves_the_demo_and_is_backed_up_while_it_does()
    {
        await using var script = await RunScript.PrepareAsync();
        var url = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        await script.StartAsync($"{Line(Readme, "./run  ").Split('#')[0].Trim()} --port {url.Port}", url);
        using var http = new HttpClient { BaseAddress = url };
        (await (await CallerAsync(script, http)).GetAsync("entities/workitem/485")).Is(OK);

        var backup = Path.Combine(script.Folder, "backup.db");
        var said = await script.RunAsync(Line(Infra, "./run --backup").Replace("/var/backups/realtime-$(date +%F).db", backup, StringComparison.Ordinal));

        Assert.True(new FileInfo(backup).Length > 0, said);
    }

    [Fact]
    public async Task What_it_has_moves_to_a_cluster_behind_nginx_of_which_any_one_may_be_killed_or_replaced_and_its_backup_is_put_back()
    {
        Requirement.Is(PrivatePostgres.IsThere, "PostgreSQL is missing: build/need.sh postgres.");
        Requirement.Is(Nginx.IsThere, Nginx.Missing);
        var postgres = await PrivatePostgres.SharedAsync();
        var database = await postgres.CreateDatabaseAsync();
        var connection = postgres.ConnectionString(database);
        await using var script = await RunScript.PrepareAsync();
        var first = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        await script.StartAsync($"./run --port {first.Port}", first);
        await script.StopAllAsync();

        Assert.Contains("Moved: ", await script.RunAsync(Here(Line(Infra, "./run --move"), connection)), StringComparison.Ordinal);

        // Each of them in a terminal of its own.
        var lines = Block(Infra, "export DB").Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.Equal(["Silo", "Silo", "Silo", "Gateway", "Gateway"], lines.Select(line => line.Split([' ', '='], 3)[1]));
        List<Process> nodes = [];
        foreach (var line in lines.Select(Here)) nodes.Add(await script.StartAsync(line, UrlIn(line), ("DB", connection)));

        var nginx = Here(Block(Infra, "mkdir -p data/nginx")).TrimEnd('\n').Split('\n');
        await script.RunAsync(string.Join('\n', nginx[..^1]));
        var url = new Uri($"https://127.0.0.1:{Here("8443")}");
        await script.StartAsync($"exec {nginx[^1]}", Http(script, url));
        using var http = Http(script, url);
        var api = await CallerAsync(script, http);
        await EditAsync(api, "in the cluster");

        // One with grains, and one with pages.
        foreach (var dead in (int[])[2, 4])
        {
            nodes[dead].Kill();
            await EditAsync(api, $"without node {dead}");
        }

        var upgrade = Here(Block(Infra, "kill -TERM")).Split('\n');
        await script.RunAsync(upgrade[0], ("PID", $"{nodes[1].Id}"));
        Assert.True(nodes[1].HasExited);
        var next = upgrade[1].Split('#')[0].Replace("../realtime-next/run", "./run", StringComparison.Ordinal);
        await script.StartAsync(next, UrlIn(next), ("DB", connection));
        await script.RunAsync(upgrade[2]);
        await EditAsync(api, "kept");

        var backups = Directory.CreateDirectory(Path.Combine(script.Folder, "data", "backups")).FullName;
        await script.RunAsync(Replace(Replace(Block(Infra, "umask 077"), "/var/backups", backups), " realtime", $" {database}"), Programs(postgres, connection));
        await EditAsync(api, "after the backup");
        await script.StopAllAsync();

        var restored = $"{database}_restored";
        // Another user than the one who puts it back.
        var user = $"user_of_{database}";
        await postgres.RunAsync($"CREATE USER {user} PASSWORD '{PrivatePostgres.Password}'");
        var restore = Replace(Replace(Replace(Block(Infra, "createdb"), "realtime_restored", restored), "=realtime ", $"={user} "), "/var/backups/realtime-2026-11-29.dump", Assert.Single(Directory.GetFiles(backups)));
        await script.RunAsync(restore, Programs(postgres, connection));
        connection = new NpgsqlConnectionStringBuilder(postgres.ConnectionString(restored)) { Username = user }.ConnectionString;
        Assert.Contains("are of a new epoch", await script.RunAsync(Line(Infra, "./run --restored"), ("DB", connection)), StringComparison.Ordinal);
        var last = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        await script.StartAsync($"{Here(Line(Readme, "./run --postgres"), connection)} --port {last.Port}", last);
        using var one = new HttpClient { BaseAddress = last };
        var item = (await (await CallerAsync(script, one)).GetAsync("entities/workitem/485")).Is(OK);
        Assert.Equal("kept", item["fields"].GetProperty("title").GetString());
        await script.StopAllAsync();
        await postgres.DropDatabaseAsync(database);
        await postgres.DropDatabaseAsync(restored);
    }

    /// <summary>Edits so many cards that each silo has some; whoever is refused repeats it.</summary>
    private static async Task EditAsync(RestCaller api, string title)
    {
        var board = (await Waiting.UntilAsync(() => TryAsync(() => api.GetAsync("entities/board/main")), answer => answer?.Status == OK, "the board"))!;
        var cards = board["fields"].EnumerateObject().Select(slot => slot.Name).Prepend("workitem/485").Distinct().Take(16).ToList();
        await Task.WhenAll(cards.Select(card => Waiting.UntilAsync(
            () => TryAsync(() => api.PatchAsync($"entities/{card}", new { title }, ("Idempotency-Key", $"{title}-{card}".Replace(' ', '-')))), answer => answer?.Status == OK, $"{card} {title}")));
    }

    private static async Task<RestAnswer?> TryAsync(Func<Task<RestAnswer>> call)
    {
        try
        {
            return await call();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>With the key that <c>./run</c> made.</summary>
    private static async Task<RestCaller> CallerAsync(RunScript script, HttpClient http) =>
        new(http, "demo", (await File.ReadAllTextAsync(Path.Combine(script.Folder, "data", "api-key"), TestContext.Current.CancellationToken)).Trim());

    /// <summary>Knows the certificate to try with.</summary>
    private static HttpClient Http(RunScript script, Uri url)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(script.Folder, "data", "nginx", "tls.crt"));
        var thumbprint = certificate.Thumbprint;
        return new(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown is X509Certificate2 known && known.Thumbprint == thumbprint },
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        { BaseAddress = url };
    }

    /// <summary>For PostgreSQL's own programs: those of the server, and where it is.</summary>
    private static (string, string)[] Programs(PrivatePostgres postgres, string connection) =>
    [
        ("PATH", $"{postgres.Programs}:{Environment.GetEnvironmentVariable("PATH")}"),
        ("PGHOST", new NpgsqlConnectionStringBuilder(connection).Host!), ("PGUSER", "postgres"), ("PGPASSWORD", PrivatePostgres.Password),
    ];

    /// <summary>With this machine's free ports.</summary>
    private string Here(string text) => Ports().Replace(text, port =>
    {
        if (!_ports.TryGetValue(port.Value, out var here)) _ports[port.Value] = here = FreePort.Take();
        return $"{here}";
    });

    private static string Here(string line, string connection) => Replace(line, Database, $"'{connection}'");

    private static string Replace(string text, string written, string here)
    {
        Assert.Contains(written, text, StringComparison.Ordinal);
        return text.Replace(written, here, StringComparison.Ordinal);
    }

    private static Uri UrlIn(string line) => new($"http://127.0.0.1:{Port().Match(line).Groups[1]}");

    private static string Line(string document, string begins) => Block(document, begins).Split('\n')[0];

    private static string Block(string document, string begins) =>
        Assert.Single(MarkdownFile.Read(document).Snippets, snippet => snippet.Text.StartsWith(begins, StringComparison.Ordinal)).Text;

    [GeneratedRegex(@"--port (\d+)")]
    private static partial Regex Port();

    /// <summary>As infra/README.md has them for one machine; a gateway of nginx.conf is another one.</summary>
    [GeneratedRegex(@"(?<!gateway\d:)\b(50[89]\d|8080|8443)\b")]
    private static partial Regex Ports();
}
