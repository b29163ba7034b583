using System.Text.Json;
using OrleansRealtime.Client;
using OrleansRealtime.Import;
using OrleansRealtime.Tests.Client;
using OrleansRealtime.Tests.Server;

namespace OrleansRealtime.Tests.Import;

/// <summary>An import into the real server: once, again, over what is there, and cut short.</summary>
[Collection(nameof(SharedWebServer))]
public sealed class ImporterTests(WebServerApp app) : IAsyncDisposable
{
    private readonly string _name = Guid.NewGuid().ToString("n");
    private readonly ClientUnderTest _own = ClientUnderTest.Of(app);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private RealtimeClient Client => _own.Client;

    public ValueTask DisposeAsync() => _own.DisposeAsync();

    [Fact]
    public async Task What_was_imported_is_as_the_file_has_it_and_a_second_run_doubles_nothing()
    {
        var lines = Lines(30);
        var (first, again) = (await RunAsync(lines), await RunAsync(lines));

        Assert.Equal((30, 30, 0, 60, 30, 0), Of(first));
        Assert.Equal((30, 30, 0, 60, 30, 0), Of(again));
        await IsThereAsync(lines);
        var seventh = await Client.GetAsync<JsonElement>(lines[7].Entity.Ref, Stop);
        Assert.Equal((1, "ana", 2024), (seventh!.Comments, seventh.UpdatedBy, seventh.CreatedAt.Year));
    }

    [Fact]
    public async Task An_import_that_was_cut_short_is_finished_by_the_next_one()
    {
        var lines = Lines(60);
        using var cut = new CancellationTokenSource();
        var network = new FaultyNetwork([.. Enumerable.Repeat(FaultyNetwork.Pass, 20), send =>
        {
            cut.Cancel();
            return send();
        }]);
        await using var own = ClientUnderTest.Of(app, network);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Importer(own.Client, new()).RunAsync(Upon(lines), cut.Token));

        Assert.Equal((60, 60, 0, 120, 60, 0), Of(await RunAsync(lines)));

        await IsThereAsync(lines);
    }

    [Fact]
    public async Task Who_stopped_following_since_is_not_brought_back_by_a_second_run()
    {
        var lines = Lines(1);
        await RunAsync(lines);
        await Client.Followers.RemoveAsync(lines[0].Entity.Ref, "bo", Stop);

        await RunAsync(lines);

        Assert.Equal(["ana", "cy"], (await Client.Followers.ReadAsync(lines[0].Entity.Ref, cancellation: Stop)).Followers);
    }

    [Fact]
    public async Task What_is_there_stays_as_it_is()
    {
        var lines = Lines(3);
        await Client.PutAsync(lines[1].Entity.Ref, new { title = "Mine" }, cancellation: Stop);

        var counts = await RunAsync(lines);

        Assert.Equal((3, 2, 1, 4, 2, 0), Of(counts));
        var mine = await Client.GetAsync<JsonElement>(lines[1].Entity.Ref, Stop);
        Assert.Equal(("Mine", 0L), (mine!.Fields.GetProperty("title").GetString(), mine.Comments));
        var check = new ImportCheck(Client);
        await check.RunAsync(Upon(lines), Stop);
        Assert.Equal((3, 2, 0, 1), (check.Read, check.Equal, check.Changed, check.Differences.Count));
        Assert.StartsWith("Line 2, workitem/", Assert.Single(check.Differences.Told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_is_told_and_the_others_are_imported()
    {
        ImportLine[] lines =
        [
            Line(1, "one"),
            Line(2, "../two"),
            Line(3, "three", ""","createdAt":"2999-01-01T00:00:00Z" """),
            Line(4, "four", ""","followers":[""]"""),
            Line(5, "five", ""","comments":[{"text":"","author":"ana"}]"""),
            Line(6, "six"),
        ];

        var counts = await RunAsync(lines);

        Assert.Equal((6, 4), (counts.Lines, counts.Failures.Count));
        Assert.Equal(
            ["Line 2", "Line 3", "Line 4", "Line 5"],
            counts.Failures.Told.Select(failure => failure.Split(',')[0]).Order());
        foreach (var id in (string[])["one", "six"]) Assert.NotNull(await Client.GetAsync<JsonElement>(new("workitem", _name + id), Stop));
    }

    [Fact]
    public async Task A_key_that_may_not_import_ends_it_at_once()
    {
        await using var own = ClientUnderTest.Of(app, configure: options => options.ApiKey = ServerApp.WritingKey);
        var lines = Lines(3);

        var refused = await Assert.ThrowsAsync<RealtimeException>(() => new Importer(own.Client, new()).RunAsync(Upon(lines), Stop));

        Assert.Equal("scope_denied", refused.Code);
        Assert.Null(await Client.GetAsync<JsonElement>(lines[0].Entity.Ref, Stop));
    }

    [Theory]
    [InlineData("""{"a":1,"b":null}""", """{"a":1.0}""", true)]
    [InlineData("""{"a":{"b":null,"c":[null]}}""", """{"a":{"c":[null]}}""", true)]
    [InlineData("""{"a":[{"b":null}]}""", """{"a":[{}]}""", false)]
    [InlineData("""{"a":1}""", """{"a":"1"}""", false)]
    [InlineData("""{"a":1}""", """{"a":1,"b":2}""", false)]
    [InlineData("""{"a":{}}""", """{}""", false)]
    public void Fields_are_equal_but_for_members_that_are_null(string one, string other, bool are) =>
        Assert.Equal(are, ImportCheck.AreEqual(JsonElement.Parse(one), JsonElement.Parse(other)));

    private ImportLine[] Lines(int count) =>
        [.. Enumerable.Range(1, count).Select(number => Line(
            number, $"{number}",
            ""","actor":"ana","createdAt":"2024-05-01T09:00:00Z","followers":["bo","cy"],"comments":[{"text":"Look","author":"ana","createdAt":"2024-05-02T09:00:00Z"}]"""))];

    private ImportLine Line(int number, string id, string more = "")
    {
        var line = System.Text.Encoding.UTF8.GetBytes($$"""{"type":"workitem","id":"{{(id.StartsWith('.') ? id : _name + id)}}","fields":{"title":"Task {{number}}"}{{more}}}""");
        return new(number, line, ImportedEntity.Read(line));
    }

    private async Task<ImportCounts> RunAsync(ImportLine[] lines)
    {
        var counts = new ImportCounts();
        await new Importer(Client, counts).RunAsync(Upon(lines), Stop);
        return counts;
    }

    private async Task IsThereAsync(ImportLine[] lines)
    {
        var check = new ImportCheck(Client);
        await check.RunAsync(Upon(lines), Stop);
        Assert.Empty(check.Differences.Told);
        Assert.Equal((lines.Length, lines.Length, 0, 0), (check.Read, check.Equal, check.Changed, check.Differences.Count));
    }

    private static (long, long, long, long, long, long) Of(ImportCounts counts) =>
        (counts.Lines, counts.Created, counts.There, counts.Followers, counts.Comments, counts.Failures.Count);

    private static IAsyncEnumerable<ImportLine> Upon(ImportLine[] lines) => lines.ToAsyncEnumerable();
}
