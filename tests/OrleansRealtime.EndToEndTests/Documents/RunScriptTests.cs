using System.Text.RegularExpressions;
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

    [Fact]
    public async Task The_first_command_serves_the_demo_and_is_backed_up_while_it_does()
    {
        await using var script = await RunScript.PrepareAsync();
        var url = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        await script.StartAsync($"{Line(Readme, "./run  ").Split('#')[0].Trim()} --port {url.Port}", url);
        Assert.True(await HasItemAsync(script, url));

        var backup = Path.Combine(script.Folder, "backup.db");
        var said = await script.RunAsync(Line(Infra, "./run --backup").Replace("/var/backups/realtime-$(date +%F).db", backup, StringComparison.Ordinal));

        Assert.True(new FileInfo(backup).Length > 0, said);
    }

    [Fact]
    public async Task What_it_has_moves_to_PostgreSQL_is_served_by_a_cluster_and_by_one_process_and_is_said_to_be_restored()
    {
        Requirement.Is(PrivatePostgres.IsThere, "PostgreSQL is missing: build/need.sh postgres.");
        var postgres = await PrivatePostgres.SharedAsync();
        var database = await postgres.CreateDatabaseAsync();
        var connection = postgres.ConnectionString(database);
        await using var script = await RunScript.PrepareAsync();
        var url = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        await script.StartAsync($"./run --port {url.Port}", url);
        await script.StopAllAsync();

        Assert.Contains("Moved: ", await script.RunAsync(Here(Line(Infra, "./run --move"))), StringComparison.Ordinal);

        // Each of them in a terminal of its own.
        var cluster = Block(Infra, "export DB").Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.Equal(5, cluster.Length);
        foreach (var line in cluster)
        {
            var port = FreePort.Take();
            url = new Uri($"http://127.0.0.1:{port}");
            await script.StartAsync(Port().Replace(line, $"--port {port}"), url, ("DB", connection));
        }

        // The last one is a gateway.
        Assert.True(await HasItemAsync(script, url));
        await script.StopAllAsync();

        Assert.Contains("are of a new epoch", await script.RunAsync(Line(Infra, "./run --restored"), ("DB", connection)), StringComparison.Ordinal);
        url = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        await script.StartAsync($"{Here(Line(Readme, "./run --postgres"))} --port {url.Port}", url);
        Assert.True(await HasItemAsync(script, url));
        await script.StopAllAsync();
        await postgres.DropDatabaseAsync(database);

        string Here(string line)
        {
            Assert.Contains(Database, line, StringComparison.Ordinal);
            return line.Replace(Database, $"'{connection}'", StringComparison.Ordinal);
        }
    }

    /// <summary>Whether the demo's item is there for the key that <c>./run</c> made.</summary>
    private static async Task<bool> HasItemAsync(RunScript script, Uri url)
    {
        using var http = new HttpClient { BaseAddress = url };
        var key = (await File.ReadAllTextAsync(Path.Combine(script.Folder, "data", "api-key"), TestContext.Current.CancellationToken)).Trim();
        return (await new RestCaller(http, "demo", key).GetAsync("entities/workitem/485")).Status == OK;
    }

    private static string Line(string document, string begins) => Block(document, begins).Split('\n')[0];

    private static string Block(string document, string begins) =>
        Assert.Single(MarkdownFile.Read(document).Snippets, snippet => snippet.Text.StartsWith(begins, StringComparison.Ordinal)).Text;

    [GeneratedRegex(@"--port \d+")]
    private static partial Regex Port();
}
