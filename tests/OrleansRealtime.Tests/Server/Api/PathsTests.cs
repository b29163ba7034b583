using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>A path means what the caller wrote. The web server takes dots and escapes away before routing sees them, and what is left may be
/// the path of something else.</summary>
[Collection(nameof(SharedWebServer))]
public sealed class PathsTests(WebServerApp app)
{
    private readonly RestCaller _api = app.Api();

    [Theory]
    [InlineData("DELETE", "/followers/..")]
    [InlineData("DELETE", "/followers/.")]
    [InlineData("DELETE", "/followers/%2e%2e")]
    [InlineData("DELETE", "/followers/%2E.")]
    [InlineData("DELETE", "/followers/%2e")]
    [InlineData("DELETE", "/access/..")]
    [InlineData("DELETE", "/access/.%2e")]
    [InlineData("PUT", "/followers/../x/..")]
    [InlineData("GET", "/comments/..")]
    [InlineData("DELETE", "/../1/..")]
    public async Task A_part_of_dots_is_refused_and_changes_nothing(string method, string below)
    {
        var path = await _api.CreateAsync();
        (await _api.SendAsync(method, path + below)).IsProblem(400, "bad_key");
        (await _api.GetAsync(path)).Is(200);
    }

    [Theory]
    [InlineData("entities/workitem/%F0%9F%8E")]
    [InlineData("entities/workitem/..%2F..%2Fetc")]
    public async Task What_is_no_name_makes_nothing(string path) => (await _api.SendAsync("PUT", path, """{"fields":{}}""")).IsProblem(400, "bad_key");

    [Theory]
    [InlineData("/followers/a%2Fb")]
    [InlineData("/followers/a%2fb")]
    [InlineData("/followers/..%2f..")]
    public async Task A_slash_within_a_part_is_refused(string below)
    {
        var path = await _api.CreateAsync();
        (await _api.SendAsync("PUT", path + below)).IsProblem(400, "bad_key");
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("DELETE", "/")]
    [InlineData("DELETE", "/followers/")]
    [InlineData("DELETE", "/followers/ana/")]
    [InlineData("POST", "/comments/")]
    public async Task A_slash_at_the_end_is_no_address(string method, string below)
    {
        var path = await _api.CreateAsync();
        (await _api.SendAsync(method, path + below, method == "POST" ? """{"text":"x"}""" : null)).IsProblem(404, "unknown_path");
        (await _api.GetAsync(path)).Is(200);
    }

    [Fact]
    public async Task Nobody_and_nothing_is_called_by_dots_wherever_a_name_can_enter()
    {
        var (path, ana) = (await _api.CreateAsync(), await app.UserAsync("ana"));
        foreach (var dots in new[] { ".", ".." })
        {
            (await _api.SendAsync("POST", path + "/followers", $$"""{"users":["{{dots}}"]}""")).IsProblem(400, "bad_user");
            (await ana.GetAsync($"me/inbox?type=workitem&id={dots}")).IsProblem(400, "bad_query");
            (await ana.GetAsync($"users/ana/explain?kind=changed&type=workitem&id={dots}")).IsProblem(400, "bad_query");
            (await ana.GetAsync($"users/ana/explain?notification={dots}")).IsProblem(400, "bad_query");
            (await ana.SendAsync("PUT", "me/preferences", $$$"""{"entities":{"workitem/{{{dots}}}":"mute"}}""")).IsProblem(400, "bad_preferences");
            (await _api.SendAsync("POST", "tokens", $$"""{"user":"{{dots}}"}""")).IsProblem(400, "bad_user");
            (await _api.SendAsync("POST", path + "/comments", $$"""{"text":"x","mentions":["{{dots}}"]}""")).IsProblem(400, "bad_user");
            (await _api.SendAsync("PATCH", path, """{"title":"two"}""", $"X-Actor: {dots}")).IsProblem(400, "bad_user");
            (await _api.GetAsync($"presence?users={dots}")).IsProblem(400, "bad_user");
            (await _api.GetAsync($"{path}/followers?after={dots}")).IsProblem(400, "bad_query");
            (await _api.SendAsync("POST", "notifications", $$$"""{"to":["ana"],"kind":"news","title":"t","entity":{"type":"workitem","id":"{{{dots}}}"}}"""))
                .IsProblem(400, "bad_key");
            var sent = (await _api.SendAsync("POST", "notifications", $$"""{"to":["{{dots}}"],"kind":"news","title":"t"}""")).Is(202);
            Assert.Equal($$"""[{"user":"{{dots}}","status":"bad_user"}]""", sent.Find("recipients"));
            var batch = (await _api.SendAsync(
                "POST", "entities:batch", $$$"""{"operations":[{"op":"put","type":"workitem","id":"{{{dots}}}","fields":{}}]}""")).Is(200);
            Assert.Equal("bad_key", batch.Json.GetProperty("results")[0].GetProperty("code").GetString());
        }
    }
}
