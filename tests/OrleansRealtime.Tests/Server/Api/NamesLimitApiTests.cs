using System.Text.Json;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>Nobody brings in more people who were never here than the limit; those who were are named freely.</summary>
public sealed class NamesLimitApiTests
{
    private static readonly string[] Invented = [.. Enumerable.Range(0, 50).Select(n => $"invented-{n}")];

    [Fact]
    public async Task A_user_mentions_so_many_strangers_and_all_who_are_known()
    {
        await using var app = await StartAsync();
        var (eve, ana) = (await app.UserAsync("eve"), await app.UserAsync("ana"));
        (await ana.GetAsync("me/badge")).Is(200);

        (await MentionAsync(eve, Invented)).Is(201);
        Refused(await MentionAsync(eve, "one-more"));
        Refused(await MentionAsync(eve, "ana", "one-more"));

        // Who was named before, and who has been here; and the others' limits are theirs.
        (await MentionAsync(eve, [.. Invented[..49], "ana"])).Is(201);
        (await MentionAsync(ana, "one-more")).Is(201);
        (await MentionAsync(eve, "one-more")).Is(201);
        Assert.Equal(4, (await eve.GetAsync("entities/workitem/1/comments")).Is(200)["comments"].GetArrayLength());
    }

    [Fact]
    public async Task Assignees_count_in_each_way_to_assign()
    {
        await using var app = await StartAsync();
        var eve = await app.UserAsync("eve");
        (await eve.SendAsync("PUT", "entities/workitem/2", Fields(Invented[..20]))).Is(201);
        (await eve.SendAsync("PATCH", "entities/workitem/2", JsonSerializer.Serialize(new { assignee = Invented[..40] }))).Is(200);
        (await eve.SendAsync("PUT", "entities/workitem/2", Fields(Invented))).Is(200);

        Refused(await eve.SendAsync("PUT", "entities/workitem/3", Fields("one-more")));
        Refused(await eve.SendAsync("PATCH", "entities/workitem/2", """{"assignee":"one-more"}"""));
        var batch = (await eve.SendAsync("POST", "entities/batch", $$$"""
            {"operations":[{"op":"put","type":"workitem","id":"3","fields":{"assignee":"one-more"}},{"op":"put","type":"workitem","id":"4","fields":{"assignee":"invented-1"}}]}
            """)).Is(200)["results"];

        Assert.Equal((429, "too_many_names", 201), (batch[0].GetProperty("status").GetInt32(), batch[0].GetProperty("code").GetString(), batch[1].GetProperty("status").GetInt32()));
        (await eve.GetAsync("entities/workitem/3")).Is(404);
    }

    [Fact]
    public async Task A_server_has_a_limit_of_its_own()
    {
        await using var app = await StartAsync();
        var api = app.Api(ServerApp.OtherKey);
        string[] thousand = [.. Enumerable.Range(0, 1_000).Select(n => $"n-{n}")];
        (await NotifyAsync(api, thousand)).Is(202);

        Refused(await NotifyAsync(api, "one-more"));
        Refused(await api.SendAsync("PUT", "entities/workitem/1/followers/one-more"));
        (await NotifyAsync(api, thousand)).Is(202);
        (await NotifyAsync(app.Api(), "one-more")).Is(202);
        (await api.SendAsync("PUT", "entities/workitem/1/followers/one-more")).Is(204);
    }

    private static async Task<App> StartAsync()
    {
        var app = new App();
        (await app.Api().SendAsync("PUT", "entities/workitem/1", """{"fields":{}}""")).Is(201);
        return app;
    }

    private static void Refused(RestAnswer answer)
    {
        answer.Is(429);
        Assert.Equal(("too_many_names", "60"), (answer.Code, answer.Headers["Retry-After"]));
    }

    private static Task<RestAnswer> MentionAsync(RestCaller caller, params string[] users) =>
        caller.SendAsync("POST", "entities/workitem/1/comments", JsonSerializer.Serialize(new { text = "look", mentions = users }));

    private static Task<RestAnswer> NotifyAsync(RestCaller caller, params string[] users) =>
        caller.SendAsync("POST", "notifications", JsonSerializer.Serialize(new { to = users, kind = "news", title = "hello" }));

    private static string Fields(params string[] assignees) => JsonSerializer.Serialize(new { fields = new { assignee = assignees } });

    private sealed class App : ServerApp
    {
        protected override void ConfigureWebHost(Microsoft.AspNetCore.Hosting.IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Api:UserNamesPerHour", "50");
            builder.UseSetting("Api:KeyNamesPerHour", "1000");
        }
    }
}
