using System.Text.Json;
using OrleansRealtime.Server.Api.Batches;
using OrleansRealtime.TestKit.Rest;
using OrleansRealtime.Tests.Server.Hub;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>What another system had, moved here: with its own dates and authors, and without waking anybody.</summary>
[Collection(nameof(SharedServer))]
public sealed class ImportApiTests(ServerApp app)
{
    private readonly RestCaller _api = app.Api();
    private readonly string _id = $"{Guid.NewGuid():n}";

    [Fact]
    public async Task Five_hundred_tasks_are_imported_and_nobodys_badge_moves()
    {
        string[] users = [$"ana-{_id}", $"bo-{_id}"];
        var callers = await Task.WhenAll(users.Select(user => app.UserAsync(user)));
        await RunAsync(_api, [.. Tasks(BatchApi.MaxOperations, i => users[i % 2])]);
        await RunAsync(_api, Put("""{"title":"watched"}"""));
        await using var viewer = await app.HubOfAsync(users[0]);
        await viewer.WatchAsync(_id);

        await RunAsync(_api, Operation("patch", _id, $$"""{"assignee":["{{users[0]}}","{{users[1]}}"]}""", "\"quiet\":true"));
        (await _api.SendAsync("POST", Path + "/comments", $$"""{"text":"look","mentions":["{{users[0]}}"],"quiet":true}""")).Is(201);

        // Viewers see it as ever.
        await viewer.TakeAsync("changed", frame => frame.Find("comments") == "1");

        // Behind it, what is told: the only item.
        await RunAsync(_api, Operation("patch", _id, """{"title":"told"}"""));
        foreach (var user in callers)
        {
            var item = Assert.Single((await Inbox.WaitForAsync(user, 1)).Json.GetProperty("items").EnumerateArray());
            Assert.Equal(("changed", "told", 1), (item.GetProperty("kind").GetString(), item.GetProperty("title").GetString(), item.GetProperty("count").GetInt32()));
            Assert.Equal("1", (await user.GetAsync("me/badge")).Find("unread"));
        }
    }

    [Fact]
    public async Task An_imported_entity_has_the_dates_and_the_author_that_it_had()
    {
        await RunAsync(_api, Put("""{"title":"one"}""", """
            "actor":"ACME\\ana","createdAt":"2019-05-01T08:00:00+02:00","updatedAt":"2020-01-02T03:04:05.678Z"
            """));
        await IsAsync("2019-05-01T06:00:00.000Z", "2020-01-02T03:04:05.678Z", @"ACME\ana");
        await RunAsync(_api, Operation("patch", _id, """{"title":"two"}""", "\"updatedAt\":\"2021-01-01T00:00:00Z\",\"actor\":\"bo\""));
        await IsAsync("2019-05-01T06:00:00.000Z", "2021-01-01T00:00:00.000Z", "bo");

        // What is there keeps when it was created, and what changed later when it changed.
        await RunAsync(_api, Put("""{"title":"three"}""", "\"createdAt\":\"2018-01-01T00:00:00Z\",\"updatedAt\":\"2018-01-01T00:00:00Z\""));
        await IsAsync("2019-05-01T06:00:00.000Z", "2021-01-01T00:00:00.000Z", "");
        (await _api.SendAsync("PATCH", Path, """{"title":"four"}""")).Is(200);
        Assert.InRange(DateTimeOffset.Parse((await _api.GetAsync(Path)).Find("updatedAt")!, null), DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }

    [Theory]
    [InlineData("\"createdAt\":\"2019-05-01T06:00:00Z\"")]
    [InlineData("\"updatedAt\":\"2019-05-01T06:00:00Z\"")]
    [InlineData("\"createdAt\":\"2019-05-01T06:00:00Z\",\"updatedAt\":\"2019-05-01T06:00:00Z\",\"quiet\":false,\"actor\":null")]
    public async Task Of_a_new_entity_of_which_one_time_is_known_the_other_is_the_same(string members)
    {
        await RunAsync(_api, Put("{}", members));
        await IsAsync("2019-05-01T06:00:00.000Z", "2019-05-01T06:00:00.000Z", "");
    }

    [Fact]
    public async Task The_actor_of_an_operation_goes_before_that_of_the_request()
    {
        var operations = Body(Put("{}", "\"actor\":\"bo\""), Operation("put", _id + "-x", "{}"));
        (await _api.SendAsync("POST", "entities/batch", operations, "X-Actor: ana")).Is(200);
        Assert.Equal("bo", (await _api.GetAsync(Path)).Find("updatedBy"));
        Assert.Equal("ana", (await _api.GetAsync(Path + "-x")).Find("updatedBy"));
    }

    [Fact]
    public async Task An_imported_comment_has_the_date_and_the_author_that_it_had()
    {
        await RunAsync(_api, Put("{}", "\"createdAt\":\"2019-05-01T06:00:00Z\""));
        var comment = (await _api.SendAsync("POST", Path + "/comments", """{"text":"then","actor":"bo","createdAt":"2020-02-29T12:00:00+01:00"}""", "X-Actor: ana")).Is(201);
        Assert.Equal(("bo", "2020-02-29T11:00:00.000Z"), (comment.Find("author"), comment.Find("createdAt")));
        await IsAsync("2019-05-01T06:00:00.000Z", "2020-02-29T11:00:00.000Z", "bo");
        (await _api.SendAsync("POST", Path + "/comments", """{"text":"before","createdAt":"2019-12-24T00:00:00Z"}""")).Is(201);
        await IsAsync("2019-05-01T06:00:00.000Z", "2020-02-29T11:00:00.000Z", "");
        var page = (await _api.GetAsync(Path + "/comments?after=0")).Json.GetProperty("comments");
        Assert.Equal(["2020-02-29T11:00:00.000Z", "2019-12-24T00:00:00.000Z"], page.EnumerateArray().Select(read => read.GetProperty("createdAt").GetString()));
    }

    /// <summary>An entry of the outbox that is a week old would be given up.</summary>
    [Fact]
    public async Task What_is_imported_with_an_old_date_and_not_quietly_is_told()
    {
        var user = $"ana-{_id}";
        await RunAsync(_api, Put($$"""{"title":"old","assignee":"{{user}}"}""", "\"createdAt\":\"2001-01-01T00:00:00Z\""));
        var item = Assert.Single((await Inbox.WaitForAsync(await app.UserAsync(user), 1)).Json.GetProperty("items").EnumerateArray());
        Assert.Equal("assigned", item.GetProperty("kind").GetString());
        Assert.InRange(DateTimeOffset.Parse(item.GetProperty("createdAt").GetString()!, null), DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }

    [Fact]
    public async Task Whoever_imports_twice_under_one_key_has_imported_once()
    {
        string[] key = [$"Idempotency-Key: {Guid.NewGuid()}"];
        var body = Body(Put("{}", "\"createdAt\":\"2019-05-01T06:00:00Z\""));
        (await _api.SendAsync("POST", "entities/batch", body, key)).Is(200);
        var repeat = (await _api.SendAsync("POST", "entities/batch", body, key)).Is(200).Json.GetProperty("results")[0];
        Assert.True(repeat.GetProperty("replayed").GetBoolean());
        var other = (await _api.SendAsync("POST", "entities/batch", Body(Put("{}", "\"createdAt\":\"2018-05-01T06:00:00Z\"")), key)).Is(200);
        Assert.Equal("idempotency_mismatch", other.Json.GetProperty("results")[0].GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("put", "\"quiet\":1", "bad_body", "quiet")]
    [InlineData("put", "\"quiet\":\"true\"", "bad_body", "quiet")]
    [InlineData("put", "\"actor\":7", "bad_body", "actor")]
    [InlineData("put", "\"actor\":\"\"", "bad_user", "actor")]
    [InlineData("put", "\"actor\":\"a/b\"", "bad_user", "actor")]
    [InlineData("put", "\"actor\":\"..\"", "bad_user", "actor")]
    [InlineData("put", "\"createdAt\":\"2019-05-01\"", "bad_body", "createdAt")]
    [InlineData("put", "\"createdAt\":\"2019-05-01T06:00:00\"", "bad_body", "createdAt")]
    [InlineData("put", "\"createdAt\":1556690400", "bad_body", "createdAt")]
    [InlineData("put", "\"createdAt\":\"0001-01-01T00:00:00+14:00\"", "bad_body", "createdAt")]
    [InlineData("put", "\"createdAt\":\"9999-12-31T23:59:59Z\"", "bad_body", "createdAt")]
    [InlineData("put", "\"updatedAt\":\"9999-12-31T23:59:59Z\"", "bad_body", "updatedAt")]
    [InlineData("put", "\"createdAt\":\"2019-05-01T06:00:00Z\",\"updatedAt\":\"2019-05-01T05:59:59Z\"", "bad_body", "updatedAt")]
    [InlineData("patch", "\"createdAt\":\"2019-05-01T06:00:00Z\"", "bad_body", "createdAt")]
    [InlineData("delete", "\"createdAt\":\"2019-05-01T06:00:00Z\"", "bad_body", "createdAt")]
    [InlineData("delete", "\"updatedAt\":\"2019-05-01T06:00:00Z\"", "bad_body", "updatedAt")]
    public async Task What_cannot_be_imported_is_refused_alone_and_changes_nothing(string op, string members, string code, string field)
    {
        var results = await RunAsync(_api, Operation(op, _id, "{}", members), Operation("put", _id + "-x", "{}"));
        Assert.Equal((code, field), (results[0].GetProperty("code").GetString(), results[0].GetProperty("field").GetString()));
        Assert.Equal(201, results[1].GetProperty("status").GetInt32());
        (await _api.GetAsync(Path)).Is(404);
    }

    [Theory]
    [InlineData("\"quiet\":true", "quiet")]
    [InlineData("\"actor\":\"bo\"", "actor")]
    [InlineData("\"createdAt\":\"2019-05-01T06:00:00Z\"", "createdAt")]
    [InlineData("\"updatedAt\":\"2019-05-01T06:00:00Z\"", "updatedAt")]
    public async Task Only_a_key_with_the_scope_imports(string members, string field)
    {
        await _api.CreateAsync("workitem", _id, new { });
        var ana = await app.UserAsync("ana");
        foreach (var (caller, code) in new[] { (app.Api(ServerApp.WritingKey), "scope_denied"), (ana, "key_required") })
        {
            var result = Assert.Single(await RunAsync(caller, Put("""{"n":1}""", members)));
            Assert.Equal((403, code, field), (result.GetProperty("status").GetInt32(), result.GetProperty("code").GetString(), result.GetProperty("field").GetString()));
            if (field != "updatedAt")
                (await caller.SendAsync("POST", Path + "/comments", $$"""{"text":"x",{{members}}}""")).IsProblem(403, code);
        }

        Assert.EndsWith(":1", (await _api.GetAsync(Path)).Position, StringComparison.Ordinal);
        // Who asks for nothing needs nothing.
        Assert.Equal(200, Assert.Single(await RunAsync(ana, Put("""{"n":1}""", "\"quiet\":false,\"actor\":null"))).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task A_quiet_deletion_tells_nobody_and_what_was_told_before_says_so()
    {
        var user = $"ana-{_id}";
        var ana = await app.UserAsync(user);
        await RunAsync(_api, Put($$"""{"assignee":"{{user}}"}"""));
        await Inbox.WaitForAsync(ana, 1);
        await using var tab = await app.HubOfAsync(user);
        await tab.NextAsync("badge");

        await RunAsync(_api, $$"""{"op":"delete","type":"workitem","id":"{{_id}}","quiet":true}""");

        await tab.NextAsync("inboxReset");
        var item = Assert.Single((await Inbox.WaitForAsync(ana, 1)).Json.GetProperty("items").EnumerateArray());
        Assert.True(item.GetProperty("deleted").GetBoolean());
    }

    private string Path => $"entities/workitem/{_id}";

    private IEnumerable<string> Tasks(int count, Func<int, string> assignee) => Enumerable.Range(0, count).Select(i =>
        Operation("put", $"{_id}-{i}", $$"""{"title":"Task {{i}}","assignee":"{{assignee(i)}}"}""", "\"quiet\":true,\"createdAt\":\"2019-05-01T06:00:00Z\""));

    private string Put(string fields, string? members = null) => Operation("put", _id, fields, members);

    private static string Operation(string op, string id, string fields, string? members = null) =>
        $$"""{"op":"{{op}}","type":"workitem","id":"{{id}}"{{(op == "delete" ? "" : $",\"fields\":{fields}")}}{{(members is null ? "" : "," + members)}}}""";

    private static string Body(params string[] operations) => $$"""{"operations":[{{string.Join(',', operations)}}]}""";

    private static async Task<JsonElement[]> RunAsync(RestCaller caller, params string[] operations) =>
        [.. (await caller.SendAsync("POST", "entities/batch", Body(operations))).Is(200).Json.GetProperty("results").EnumerateArray()];

    private async Task IsAsync(string createdAt, string updatedAt, string updatedBy)
    {
        var state = (await _api.GetAsync(Path)).Is(200);
        Assert.Equal((createdAt, updatedAt, updatedBy), (state.Find("createdAt"), state.Find("updatedAt"), state.Find("updatedBy")));
    }
}
