using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api;

[Collection(nameof(SharedServer))]
public sealed class CommentsAndFollowersApiTests(ServerApp app)
{
    private readonly RestCaller _api = app.Api();

    [Fact]
    public async Task A_comment_is_one_version_and_is_read_back_page_by_page()
    {
        var path = await _api.CreateAsync();
        for (var i = 1; i <= 3; i++)
        {
            var added = (await _api.SendAsync("POST", path + "/comments", $$"""{"text":"number {{i}}","mentions":["bo","bo"]}""", "X-Actor: ana")).Is(201);
            Assert.Equal(($"{i}", $"number {i}", "ana", """["bo"]"""), (added.Find("id"), added.Find("text"), added.Find("author"), added.Find("mentions")));
            Assert.EndsWith($":{i + 1}", added.Position, StringComparison.Ordinal);
        }

        Assert.Equal("3", (await _api.GetAsync(path)).Find("comments"));
        var newest = (await _api.GetAsync(path + "/comments?limit=2")).Is(200);
        Assert.Equal(["number 3", "number 2"], Texts(newest));
        Assert.Equal(["number 1"], Texts(await _api.GetAsync($"{path}/comments?before={newest.Find("next")}")));
        Assert.Equal(["number 2", "number 3"], Texts(await _api.GetAsync(path + "/comments?after=1")));
        (await _api.SendAsync("POST", path + "x/comments", """{"text":"lost"}""")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task A_comment_under_a_key_is_written_once()
    {
        var path = await _api.CreateAsync();
        string[] key = [$"Idempotency-Key: {Guid.NewGuid()}"];
        var first = (await _api.SendAsync("POST", path + "/comments", """{"text":"once"}""", key)).Is(201);
        var repeat = (await _api.SendAsync("POST", path + "/comments", """{"text":"once"}""", key)).Is(201);
        Assert.True(repeat.Replayed);
        Assert.Equal(first.Position, repeat.Position);
        Assert.Equal(["once"], Texts(await _api.GetAsync(path + "/comments")));
    }

    [Fact]
    public async Task Followers_come_and_go_without_a_new_position()
    {
        var path = await _api.CreateAsync();
        var before = (await _api.GetAsync(path)).Position;
        foreach (var user in (string[])["cy", "ana", "bo", "ana"]) (await _api.SendAsync("PUT", $"{path}/followers/{user}")).Is(204);
        var first = (await _api.GetAsync(path + "/followers?limit=2")).Is(200);
        Assert.Equal("""["ana","bo"]""", first.Find("followers"));
        Assert.Equal("""["cy"]""", (await _api.GetAsync($"{path}/followers?after={first.Find("next")}")).Find("followers"));
        (await _api.SendAsync("DELETE", path + "/followers/bo")).Is(204);
        var state = await _api.GetAsync(path);
        Assert.Equal(("2", before), (state.Find("followers"), state.Position));
        (await _api.SendAsync("PUT", path + "/followers/a%09b")).IsProblem(400, "bad_user");
        (await _api.SendAsync("PUT", path + "x/followers/ana")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task With_a_token_one_follows_for_oneself_only()
    {
        var path = await _api.CreateAsync();
        var ana = await app.UserAsync("ana");
        (await ana.SendAsync("PUT", path + "/followers/ana")).Is(204);
        (await ana.SendAsync("PUT", path + "/followers/bo")).IsProblem(403, "access_denied");
        (await ana.SendAsync("DELETE", path + "/followers/bo")).IsProblem(403, "access_denied");
        Assert.Equal("""["ana"]""", (await ana.GetAsync(path + "/followers")).Find("followers"));
    }

    [Fact]
    public async Task A_hundred_follow_in_one_call_and_one_more_is_too_many()
    {
        var path = await _api.CreateAsync();
        var before = (await _api.GetAsync(path)).Position;
        string[] users = [.. Enumerable.Range(100, 100).Select(i => $"user-{i}")];
        (await _api.PutAsync($"{path}/followers/user-100")).Is(204);
        var added = (await _api.PostAsync(path + "/followers", new { users = users.Append(users[0]).Skip(1) })).Is(204);
        Assert.Equal($"\"{before}\"", added.ETag);
        Assert.Equal(users, (await _api.GetAsync(path + "/followers")).Json.GetProperty("followers").EnumerateArray().Select(user => user.GetString()));
        var state = await _api.GetAsync(path);
        Assert.Equal(("100", before), (state.Find("followers"), state.Position));
        (await _api.PostAsync(path + "/followers", new { users = users.Append("one-more") })).IsProblem(400, "too_many_items");
        (await _api.PostAsync(path + "/followers", new { users = (string[])["new", "new"] })).Is(204);
        Assert.Equal("101", (await _api.GetAsync(path)).Find("followers"));
    }

    [Fact]
    public async Task Of_followers_in_one_call_all_are_added_or_none()
    {
        var path = await _api.CreateAsync();
        var refused = (await _api.PostAsync(path + "/followers", new { users = (string[])["ana", "a/b"] })).IsProblem(400, "bad_user");
        Assert.Equal("users", refused.Find("field"));
        foreach (var body in (string[])["{}", "[]", """{"users":"ana"}""", """{"users":[1]}""", """{"users":[null]}""", """{"users":[],"more":1}"""])
            (await _api.SendAsync("POST", path + "/followers", body)).IsProblem(400, "bad_body");
        (await _api.SendAsync("POST", path + "x/followers", """{"users":["ana"]}""")).IsProblem(404, "not_found");
        var ana = await app.UserAsync("ana");
        (await ana.SendAsync("POST", path + "/followers", """{"users":["ana","bo"]}""")).IsProblem(403, "access_denied");
        Assert.Equal("0", (await _api.GetAsync(path)).Find("followers"));
        (await ana.SendAsync("POST", path + "/followers", """{"users":["ana"]}""")).Is(204);
        (await _api.SendAsync("POST", path + "/followers", """{"users":[]}""")).Is(204);
        Assert.Equal("1", (await _api.GetAsync(path)).Find("followers"));
    }

    [Fact]
    public async Task Followers_under_a_key_are_added_once()
    {
        var path = await _api.CreateAsync();
        string[] key = [$"Idempotency-Key: {Guid.NewGuid()}"];
        (await _api.SendAsync("POST", path + "/followers", """{"users":["ana","bo"]}""", key)).Is(204);
        (await _api.SendAsync("DELETE", path + "/followers/bo")).Is(204);
        Assert.True((await _api.SendAsync("POST", path + "/followers", """{"users":["ana","bo"]}""", key)).Is(204).Replayed);
        Assert.Equal("1", (await _api.GetAsync(path)).Find("followers"));
        (await _api.SendAsync("POST", path + "/followers", """{"users":["bo"]}""", key)).IsProblem(422, "idempotency_mismatch");
    }

    private static IEnumerable<string?> Texts(RestAnswer page) =>
        page.Is(200).Json.GetProperty("comments").EnumerateArray().Select(comment => comment.GetProperty("text").GetString());
}
