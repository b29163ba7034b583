using OrleansRealtime.EndToEndTests.Servers;

namespace OrleansRealtime.EndToEndTests.Import;

/// <summary>The command that <c>./import</c> runs: its whole life, and one that is cut short.</summary>
public sealed class ImportTests(SharedServer shared) : IDisposable
{
    private const int Count = 2_000;

    private readonly string _file = Path.GetTempFileName();
    private readonly RestCaller _api = shared.Process.NewWorkspace();

    private string[] Import => [_file, "--url", shared.Process.Url.ToString(), "--workspace", _api.Workspace];

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Killed_in_the_middle_and_run_again_everything_is_there_once()
    {
        await File.WriteAllLinesAsync(_file, Enumerable.Range(0, Count).Select(Line), TestContext.Current.CancellationToken);
        using (var cut = ImportCommand.Start(shared.Process.ApiKey, Path.GetTempPath(), Import))
        {
            await Waiting.UntilAsync(() => _api.GetAsync("entities/workitem/t600"), answer => (int)answer.Status == 200, "the second batch");
            cut.Kill();
        }

        var (exitCode, output, _) = await RunAsync(Import);

        Assert.Equal(0, exitCode);
        Assert.Contains($"{Count:N0} entities with {2 * Count:N0} followers and {Count / 10:N0} comments.", output, StringComparison.Ordinal);
        Assert.Contains($" s: {Count:N0} of {Count:N0} are as the file has them, 0 were changed since.", output, StringComparison.Ordinal);
        Assert.Equal(0, (await (await _api.AsUserAsync("bo")).GetAsync("me/badge")).Json.GetProperty("unread").GetInt32());
    }

    [Fact]
    public async Task Of_a_file_with_a_mistake_nothing_is_imported()
    {
        await File.WriteAllLinesAsync(_file, [Line(0), Line(1), """{"type":"workitem","id":"t2","fields":{},"colour":"red"}"""], TestContext.Current.CancellationToken);

        var (exitCode, _, errors) = await RunAsync(Import);

        Assert.Equal(2, exitCode);
        Assert.StartsWith("import: Line 3: ", errors, StringComparison.Ordinal);
        Assert.Equal(404, (int)(await _api.GetAsync("entities/workitem/t0")).Status);
    }

    [Theory]
    [InlineData("import: There is no file 'nowhere.jsonl'.", "nowhere.jsonl")]
    [InlineData("import: Which file?")]
    [InlineData("import: Which file?", "--url", "http://127.0.0.1:1")]
    [InlineData("import: There is no option '--force'", "FILE", "--force", "1")]
    [InlineData("import: --url wants a value.", "FILE", "--url")]
    [InlineData("import: 'here' is no address.", "FILE", "--url", "here")]
    [InlineData("import: The realtime client cannot start: Workspace is 'Not One'", "FILE", "--workspace", "Not One")]
    public async Task What_it_cannot_make_sense_of_it_says(string sentence, params string[] words)
    {
        var (exitCode, _, errors) = await RunAsync([.. words.Select(word => word == "FILE" ? _file : word)]);

        Assert.Equal(2, exitCode);
        Assert.StartsWith(sentence, errors, StringComparison.Ordinal);
    }

    private static string Line(int number)
    {
        var comments = number % 10 == 0 ? ""","comments":[{"text":"Look","author":"ana","createdAt":"2024-05-02T09:00:00Z"}]""" : "";
        return $$"""{"type":"workitem","id":"t{{number}}","fields":{"title":"Task {{number}}"},"actor":"ana","createdAt":"2024-05-01T09:00:00Z","followers":["bo","cy"]{{comments}}}""";
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(string[] words) =>
        ImportCommand.RunAsync(shared.Process.ApiKey, Path.GetTempPath(), words);
}
