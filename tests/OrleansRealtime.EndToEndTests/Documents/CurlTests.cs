using System.Diagnostics;
using OrleansRealtime.EndToEndTests.Servers;
using OrleansRealtime.TestKit.Documents;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Documents;

/// <summary>The calls that the documents show, run by a shell as they stand there, one block after the other. They work in the workspace
/// <c>demo</c>: those that make something there have a server of their own.</summary>
public sealed class CurlTests(SharedDemo shared) : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_readme_edits_an_item_of_the_demo()
    {
        await using var server = await ServerProcess.StartDemoAsync();
        await RunAsync(server, "README.md", calls: 1);
        Assert.Equal("Edited by curl", (await server.Caller("demo").GetAsync("entities/workitem/485")).Is(OK)["fields"].GetProperty("title").GetString());
    }

    [Fact]
    public async Task What_the_document_on_modelling_does_is_what_it_says()
    {
        await using var server = await ServerProcess.StartDemoAsync();
        var demo = server.Caller("demo");

        var answers = await RunAsync(server, "docs/modelling.md", calls: 10);

        var item = (await demo.GetAsync("entities/workitem/42")).Is(OK);
        Assert.Equal("""{"assignee":"bo","status":"doing","title":"Paint the door"}""", item["fields"].GetRawText());
        Assert.Equal(1, item["comments"].GetInt32());
        Assert.Equal("""{"workitem/42":{"column":"doing","rank":"n"}}""", (await demo.GetAsync("entities/board/kitchen")).Is(OK)["fields"].GetRawText());
        // Made once, though it was sent twice, and then deleted: the second version.
        Assert.EndsWith(":2", (await demo.GetAsync("entities/order/7")).Is(NotFound).Position, StringComparison.Ordinal);
        // By the platform itself: the assignment and the mention. By the application: what is due.
        var bo = await demo.AsUserAsync("bo");
        await Waiting.UntilAsync(() => bo.GetAsync("me/inbox"), inbox => KindsOf(inbox).SequenceEqual(["assigned", "due", "mentioned"]), "what Bo is told");
        Assert.Contains("\"accepted\"", answers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_document_on_access_does_is_what_it_says()
    {
        await using var server = await ServerProcess.StartDemoAsync();
        var demo = server.Caller("demo");
        await demo.CreateAsync("workitem", "42", new { title = "kept" });
        var before = await demo.AsUserAsync("ana");

        var answers = await RunAsync(server, "docs/access.md", calls: 3);

        var token = JsonDocument.Parse(answers).RootElement.GetProperty("token").GetString()!;
        // All that were issued until then are refused, the one of the document too; a new one is all that it takes.
        foreach (var refused in (RestCaller[])[before, demo with { Credentials = token }])
            await Waiting.UntilAsync(() => refused.GetAsync("me/badge"), answer => answer.Status == Unauthorized, "the token to be refused");
        (await (await demo.AsUserAsync("ana")).GetAsync("entities/workitem/42")).Is(OK);
    }

    [Fact]
    public async Task The_document_on_production_finds_a_server_that_is_well() =>
        Assert.Contains("\"status\":\"ok\"", await RunAsync(await shared.StartAsync(), "docs/production.md", calls: 2), StringComparison.Ordinal);

    private static IEnumerable<string> KindsOf(RestAnswer inbox) =>
        inbox["items"].EnumerateArray().Select(item => item.GetProperty("kind").GetString()!).Order();

    /// <summary>Runs the document's calls, and what they need said before.</summary>
    /// <returns>What was answered, in order.</returns>
    private async Task<string> RunAsync(ServerProcess server, string document, int calls)
    {
        Requirement.Is(File.Exists("/usr/bin/curl"), "curl is missing.");
        // The documents look for the key where ./run puts it.
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "data"), server.DataFolder);
        // A call that is refused ends the script, and says what was answered.
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, ".curlrc"), "fail-with-body\nsilent\nshow-error\n", TestContext.Current.CancellationToken);
        var blocks = MarkdownFile.Read(document).Snippets.Where(IsCall).Select(block => block.Text).ToList();
        Assert.Equal(calls, blocks.Sum(block => block.Split('\n').Count(line => line.StartsWith("curl ", StringComparison.Ordinal))));
        var script = string.Concat(blocks).Replace("http://127.0.0.1:5080", server.Url.ToString().TrimEnd('/'), StringComparison.Ordinal);
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        (start.Environment["CURL_HOME"], start.Environment["URL"]) = (_folder.Path, server.Url.ToString().TrimEnd('/'));
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().Within($"the calls of {document}");
        Assert.True(process.ExitCode == 0, $"{document}:\n{script}\n{await output}{await errors}");
        return await output;
    }

    /// <summary>Whether it is a block that is run here: one that calls, or that sets what calls need.</summary>
    private static bool IsCall(Snippet block) => block.Language == "sh"
        && (block.FirstLine.StartsWith("curl ", StringComparison.Ordinal) || block.FirstLine.StartsWith("export URL=", StringComparison.Ordinal));
}
