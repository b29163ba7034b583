using OrleansRealtime.EndToEndTests.Import;
using OrleansRealtime.TestKit.Documents;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Documents;

/// <summary>The line and the command that docs/import.md shows.</summary>
public sealed class ImportDocumentTests
{
    [Fact]
    public async Task The_line_that_is_shown_is_imported_by_the_command_that_is_shown()
    {
        await using var server = await ServerProcess.StartAsync();
        var blocks = MarkdownFile.Read("docs/import.md").Snippets;
        var words = Assert.Single(blocks, block => block.Language == "sh").Text.Trim().Split(' ');
        Assert.Equal(("./import", "tasks.jsonl"), (words[0], words[1]));
        using var folder = new TestFolder();
        var line = JsonDocument.Parse(Assert.Single(blocks, block => block.Language == "json").Text);
        // On one line in the file, as it says.
        await File.WriteAllTextAsync(Path.Combine(folder.Path, words[1]), JsonSerializer.Serialize(line) + "\n", TestContext.Current.CancellationToken);

        string[] rest = [.. words[1..].Select(word => word == "http://127.0.0.1:5080" ? server.Url.ToString() : word)];
        var (exitCode, output, errors) = await ImportCommand.RunAsync(server.ApiKey, folder.Path, rest);

        Assert.True(exitCode == 0, output + errors);
        var api = server.Caller("demo");
        var item = (await api.GetAsync("entities/workitem/42")).Is(OK);
        Assert.Equal(("One", "ana", 1), (item["fields"].GetProperty("title").GetString(), item["updatedBy"].GetString(), item["comments"].GetInt32()));
        Assert.Equal("""["ana","bo","cy"]""", (await api.GetAsync("entities/workitem/42/followers"))["followers"].GetRawText());
        Assert.Equal(0, (await (await api.AsUserAsync("bo")).GetAsync("me/badge"))["unread"].GetInt32());
    }
}
