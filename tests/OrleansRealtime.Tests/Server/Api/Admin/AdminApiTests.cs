using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api.Admin;

/// <summary>What keys with the scope <c>admin</c> read of users and entities.</summary>
public sealed class AdminApiTests(AdminApiTests.AdminApp app) : IClassFixture<AdminApiTests.AdminApp>
{
    private readonly RestCaller _admin = app.Api(AdminApp.AdminKey);
    private readonly RestCaller _api = app.Api();
    private readonly string _user = $"u-{Guid.NewGuid():n}";

    public static TheoryData<string> Calls => ["admin/users/ana", "admin/users/ana/inbox", "admin/users/ana/notifications", "admin/users/ana/connections", "admin/processes", "admin/entities/workitem/1"];

    public static TheoryData<string> BadQueries =>
    [
        "?from=yesterday", "?from=2026-01-01", "?from=2026-01-01T00:00:00", "?from=2026-13-01T00:00:00Z", "?from=9999-12-31T23:59:59-14:00",
        "?from=0001-01-01T00:00:00%2B14:00", "?from=", "?to=", "?to=1e9", "?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
        "?from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", "?from=2026-01-01T00:00:00Z&from=2026-01-01T00:00:00Z", "?limit=0", "?limit=101", "?limit=-1",
        "?limit=x", "?kind=Big%20News", "?kind=a&kind=b", "?before=", "?before=1", "?before=x-y", "?before=99999999999999999999-n", "?before=1-a%2Fb", "?unknown=1",
    ];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Only_keys_with_the_scope_come_in_and_only_to_their_workspaces(string path)
    {
        (await app.Api(credential: null).GetAsync(path)).IsProblem(401, "unauthenticated");
        (await (await app.UserAsync("ana")).GetAsync(path)).IsProblem(403, "key_required");
        (await app.Api(ServerApp.WritingKey).GetAsync(path)).IsProblem(403, "scope_denied");
        (await app.Api(AdminApp.AdminKey, "elsewhere").GetAsync(path)).IsProblem(403, "workspace_denied");
        Assert.NotEqual(403, (int)(await _api.GetAsync(path)).Status);
        Assert.NotEqual(403, (int)(await _admin.GetAsync(path)).Status);
    }

    [Fact]
    public async Task The_scope_alone_allows_nothing_else()
    {
        var path = await _api.CreateAsync();
        (await _admin.GetAsync(path)).IsProblem(403, "scope_denied");
        (await _admin.SendAsync("POST", "tokens", """{"user":"ana"}""")).IsProblem(403, "scope_denied");
        (await _admin.SendAsync("POST", "notifications", """{"to":["ana"],"kind":"news","title":"t"}""")).IsProblem(403, "scope_denied");
    }

    [Theory]
    [MemberData(nameof(BadQueries))]
    public async Task A_bad_query_is_refused(string query) =>
        (await _admin.GetAsync($"admin/users/{_user}/notifications{query}")).IsProblem(400, "bad_query");

    [Fact]
    public async Task Bad_names_are_refused()
    {
        foreach (var call in (string[])["", "/inbox", "/notifications", "/connections"])
        {
            (await _admin.GetAsync($"admin/users/no%09user{call}")).IsProblem(400, "bad_user");
            (await _admin.GetAsync($"admin/users/{new string('x', 129)}{call}")).IsProblem(400, "bad_user");
        }

        (await _admin.GetAsync($"admin/users/{_user}/inbox?filter=some")).IsProblem(400, "bad_query");
        (await _admin.GetAsync($"admin/users/{_user}?limit=1")).IsProblem(400, "bad_query");
        (await _admin.GetAsync("admin/entities/Work/1")).IsProblem(400, "bad_key");
        (await _admin.GetAsync("admin/entities/workitem/1%09")).IsProblem(400, "bad_key");
        (await _admin.GetAsync($"admin/entities/workitem/{_user}")).IsProblem(404, "not_found");
        (await _admin.SendAsync("POST", $"admin/users/{_user}", "{}")).IsProblem(405, "method_not_allowed");
    }

    [Fact]
    public async Task A_user_of_whom_nothing_is_known_has_an_empty_inbox()
    {
        var user = (await _admin.GetAsync($"admin/users/{_user}")).Is(200);
        Assert.Equal((_user, "offline", "0"), (user.Find("user"), user["presence"].GetProperty("status").GetString(), user["badge"].GetProperty("unread").ToString()));
        Assert.Null(user.Find("tokensRefusedBefore"));
        Assert.Empty((await _admin.GetAsync($"admin/users/{_user}/inbox")).Is(200)["items"].EnumerateArray());
        Assert.Equal("""{"notifications":[],"next":null}""", (await _admin.GetAsync($"admin/users/{_user}/notifications")).Is(200).Json.GetRawText());
    }

    [Fact]
    public async Task A_user_is_shown_with_badge_preferences_inbox_and_refused_tokens()
    {
        var user = await app.UserAsync(_user);
        (await user.SendAsync("PUT", "me/preferences", """{"kinds":{"soft":{"live":false}}}""")).Is(200);
        await NotifyAsync("news");
        await Inbox.WaitForAsync(user, 1);
        (await _api.SendAsync("DELETE", $"access/{_user}")).Is(204);

        var shown = (await _admin.GetAsync($"admin/users/{_user}")).Is(200);

        Assert.Equal("1", shown["badge"].GetProperty("unread").ToString());
        Assert.Equal("""{"live":false}""", shown["preferences"].GetProperty("kinds").GetProperty("soft").GetRawText());
        Assert.NotNull(shown.Find("tokensRefusedBefore"));
        Assert.Equal("news", (await _admin.GetAsync($"admin/users/{_user}/inbox?filter=unread&kind=news")).Is(200)["items"][0].GetProperty("kind").GetString());
        Assert.Equal(0, (await _admin.GetAsync($"admin/users/{_user}/inbox?filter=archived")).Is(200)["items"].GetArrayLength());
        // Another workspace's user of the same name is another one.
        Assert.Equal("0", (await app.Api(workspace: "other").GetAsync($"admin/users/{_user}")).Is(200)["badge"].GetProperty("unread").ToString());
    }

    [Fact]
    public async Task Why_something_came_or_did_not_is_found_without_its_id()
    {
        var user = await app.UserAsync(_user);
        (await user.SendAsync("PUT", "me/preferences", """{"kinds":{"silent":{"inbox":false}}}""")).Is(200);
        var silent = await NotifyAsync("silent");
        var news = await NotifyAsync("news");
        await Inbox.WaitForAsync(user, 1);
        var all = await Waiting.UntilAsync(() => HistoryAsync(), history => history.Count == 2, "both");
        (await user.SendAsync("POST", "me/inbox/mark", """{"as":"read","upTo":1}""")).Is(200);

        var read = Assert.Single(await HistoryAsync("?kind=news"));
        Assert.Equal((news, "read", "1", "title of news"), (Text(read, "id"), Text(read, "state"), Text(read, "seq"), Text(read, "title")));
        Assert.False(read.TryGetProperty("rule", out _));
        Assert.Equal($"{_user} was told, being named as a recipient, and nobody said otherwise.", Text(read, "because"));
        var withheld = Assert.Single(await HistoryAsync("?kind=silent"));
        Assert.Equal((silent, "withheld", "kind"), (Text(withheld, "id"), Text(withheld, "state"), Text(withheld, "rule")));
        Assert.Equal($"{_user} was not told, because {_user}'s preferences say so of 'silent'.", Text(withheld, "because"));
        Assert.False(withheld.TryGetProperty("title", out _));

        var (newest, oldest) = (Text(all[0], "at"), Text(all[1], "at"));
        Assert.Equal(2, (await HistoryAsync($"?from={oldest}")).Count);
        Assert.Empty(await HistoryAsync($"?to={oldest}"));
        Assert.Empty(await HistoryAsync("?from=9999-01-01T00:00:00Z"));
        Assert.Equal(2, (await HistoryAsync("?from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59.9999999Z")).Count);
        Assert.NotNull(newest);
    }

    [Fact]
    public async Task What_is_taken_back_leaves_the_inbox_and_the_badge_and_is_told_as_gone()
    {
        var user = await app.UserAsync(_user);
        var first = await NotifyAsync("news");
        await Inbox.WaitForAsync(user, 1);
        var second = await NotifyAsync("deploy");
        await Inbox.WaitForAsync(user, 2);

        (await _admin.SendAsync("DELETE", $"admin/users/{_user}/notifications/{first}")).Is(204);
        (await _admin.SendAsync("DELETE", $"admin/users/{_user}/notifications/{first}")).Is(204);

        Assert.Equal(second, Text(Assert.Single((await user.GetAsync("me/inbox")).Is(200)["items"].EnumerateArray()), "id"));
        Assert.Equal("1", (await user.GetAsync("me/badge")).Is(200).Find("unread"));
        Assert.Equal("gone", Text(Assert.Single(await HistoryAsync("?kind=news")), "state"));
        (await _admin.SendAsync("DELETE", $"admin/users/{_user}/notifications/none")).IsProblem(404, "not_found");
        (await user.SendAsync("DELETE", $"admin/users/{_user}/notifications/{second}")).IsProblem(403, "key_required");
        (await _admin.SendAsync("DELETE", $"admin/users/{_user}/notifications/a%09b")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task Pages_follow_each_other()
    {
        for (var n = 0; n < 3; n++) await NotifyAsync("news");
        await Inbox.WaitForAsync(await app.UserAsync(_user), 3);

        List<string?> seen = [];
        for (var next = ""; next is not null;)
        {
            var page = (await _admin.GetAsync($"admin/users/{_user}/notifications?limit=2{next}")).Is(200);
            seen.AddRange(page["notifications"].EnumerateArray().Select(one => Text(one, "seq")));
            next = page["next"].GetString() is { } cursor ? $"&before={Uri.EscapeDataString(cursor)}" : null;
        }

        Assert.Equal(["1", "2", "3"], seen.Order());
    }

    [Fact]
    public async Task An_entity_is_shown_with_changes_followers_viewers_and_what_it_owes()
    {
        var path = await _api.CreateAsync("first");
        (await _api.SendAsync("PUT", $"{path}/followers/{_user}")).Is(204);
        (await _api.SendAsync("PATCH", path, """{"title":"second"}""")).Is(200);
        await Inbox.WaitForAsync(await app.UserAsync(_user), 1);
        // The follower has it a moment before the entity knows.
        var shown = await Waiting.UntilAsync(
            async () => (await _admin.GetAsync($"admin/{path}")).Is(200), answer => answer["owed"].GetProperty("count").GetInt64() == 0, "that nothing is owed");

        Assert.Equal(("second", "1"), (shown["state"].GetProperty("fields").GetProperty("title").GetString(), shown["state"].GetProperty("followers").ToString()));
        var change = Assert.Single(shown["changes"].EnumerateArray());
        Assert.Equal("second", change.GetProperty("fields").GetProperty("title").GetString());
        Assert.Equal(Text(shown["state"], "position"), Text(change, "to"));
        Assert.Equal("""{"total":0,"users":[]}""", shown.Find("viewers"));
        Assert.Equal("""{"count":0}""", shown.Find("owed"));

        (await _api.SendAsync("DELETE", path)).Is(204);
        var deleted = (await _admin.GetAsync($"admin/{path}")).Is(200);
        Assert.Null(deleted.Find("state"));
        Assert.NotNull(deleted.Find("deletedAt"));
    }

    private async Task<List<JsonElement>> HistoryAsync(string query = "") =>
        [.. (await _admin.GetAsync($"admin/users/{_user}/notifications{query}")).Is(200)["notifications"].EnumerateArray()];

    private async Task<string?> NotifyAsync(string kind) =>
        (await _api.SendAsync("POST", "notifications", $$"""{"to":["{{_user}}"],"kind":"{{kind}}","title":"title of {{kind}}"}""")).Is(202).Find("id");

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).ToString();

    /// <summary>With a key that may look after users, and nothing else.</summary>
    public sealed class AdminApp : ServerApp
    {
        public const string AdminKey = "test-key-for-looking-after-0005";

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Auth:ApiKeys:4:Key", AdminKey);
            builder.UseSetting("Auth:ApiKeys:4:Workspaces:0", "demo");
            builder.UseSetting("Auth:ApiKeys:4:Scopes:0", "admin");
        }
    }
}
