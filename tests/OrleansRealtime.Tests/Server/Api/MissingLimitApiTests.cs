using Microsoft.AspNetCore.Hosting;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>Who asks for one entity after the other that is not there is turned away, and nobody else is.</summary>
public sealed class MissingLimitApiTests(MissingLimitApiTests.App app) : IClassFixture<MissingLimitApiTests.App>
{
    public static readonly TheoryData<string, string, string?> Requests = new()
    {
        { "GET", "entities/workitem/absent-{0}", null },
        { "GET", "entities/workitem/absent-{0}/changes?since=a:1", null },
        { "PATCH", "entities/workitem/absent-{0}", """{"n":1}""" },
        { "DELETE", "entities/workitem/absent-{0}", null },
        { "POST", "entities/workitem/absent-{0}/comments", """{"text":"hello"}""" },
        { "PUT", "entities/workitem/absent-{0}/followers/eve", null },
        { "GET", "users/eve/explain?kind=changed&type=workitem&id=absent-{0}", null },
        { "POST", "entities/batch", """{"operations":[{"op":"delete","type":"workitem","id":"absent-a"},{"op":"patch","type":"workitem","id":"absent-b","fields":{"n":1}}]}""" },
    };

    private readonly string _workspace = RestCaller.NewWorkspace();

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_user_asks_for_so_much_that_is_not_there(string method, string path, string? body)
    {
        var (eve, ana) = (await app.UserAsync("eve", _workspace), await app.UserAsync("ana", _workspace));
        (await app.Api(workspace: _workspace).SendAsync("PUT", "entities/workitem/there", """{"fields":{}}""")).Is(201);

        RestAnswer last;
        var asked = 0;
        do last = await eve.SendAsync(method, path.Replace("{0}", $"{++asked}", StringComparison.Ordinal), body);
        while (!IsRefused(last) && asked < 1_000);

        Assert.True(IsRefused(last), $"Nobody turned it away: {last}");
        // Ten within ten seconds; a slow machine may give some more while they are asked for.
        Assert.True(asked > (method == "POST" && path.EndsWith("batch", StringComparison.Ordinal) ? 5 : 10), $"{asked}");
        (await ana.GetAsync("entities/workitem/there")).Is(200);
        (await ana.GetAsync("entities/workitem/elsewhere")).Is(404);
        (await app.Api(workspace: _workspace).GetAsync("entities/workitem/elsewhere")).Is(404);

        static bool IsRefused(RestAnswer answer)
        {
            if ((int)answer.Status == 200)
                return answer.Json.TryGetProperty("results", out var results) && results.EnumerateArray().Any(result => result.GetProperty("code").GetString() == "overloaded");
            if ((int)answer.Status == 404) return false;
            answer.Is(429);
            Assert.Equal(("overloaded", "1"), (answer.Code, answer.Headers["Retry-After"]));
            return true;
        }
    }

    [Fact]
    public async Task What_is_there_or_comes_to_be_does_not_count()
    {
        var eve = await app.UserAsync("eve", _workspace);
        (await app.Api(workspace: _workspace).SendAsync("PUT", "entities/workitem/there", """{"fields":{}}""")).Is(201);

        for (var n = 0; n < 30; n++) (await eve.GetAsync("entities/workitem/there")).Is(200);
        for (var n = 0; n < 30; n++) (await eve.GetAsync("users/eve/explain?kind=changed&type=workitem&id=there")).Is(200);
        for (var n = 0; n < 30; n++) (await eve.SendAsync("PUT", $"entities/workitem/new-{n}", """{"fields":{}}""")).Is(201);
    }

    [Fact]
    public async Task A_server_has_a_limit_of_its_own()
    {
        // Not the one that makes what the other tests look for.
        var api = app.Api(ServerApp.OtherKey, _workspace);

        RestAnswer last;
        var asked = 0;
        do last = await api.GetAsync($"entities/workitem/absent-{++asked}");
        while ((int)last.Status == 404 && asked < 1_000);

        last.IsProblem(429, "overloaded");
        // Two per second, over ten of them.
        Assert.True(asked > 20, $"{asked}");
        (await app.Api(workspace: _workspace).GetAsync("entities/workitem/elsewhere")).Is(404);
        (await (await app.UserAsync("ana", _workspace)).GetAsync("entities/workitem/elsewhere")).Is(404);
    }

    public sealed class App : ServerApp
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Api:UserMissingPerSecond", "1");
            builder.UseSetting("Api:KeyMissingPerSecond", "2");
        }
    }
}
