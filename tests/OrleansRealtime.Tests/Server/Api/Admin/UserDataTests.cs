using System.Text.Json;
using OrleansRealtime.TestKit.Hub;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api.Admin;

/// <summary>Whoever supports a user hands out what is kept of the user, and erases it.</summary>
[Collection<SharedWebServer>]
public sealed class UserDataTests(WebServerApp app)
{
    private readonly string _user = $"u {Guid.NewGuid():n}";

    private RestCaller Api => app.Api();

    private string Path => $"admin/users/{Uri.EscapeDataString(_user)}/data";

    [Fact]
    public async Task What_is_exported_is_erased_and_then_the_export_has_its_last_line_alone()
    {
        var path = await FillAsync();
        await using (var tab = await HubClient.ConnectAsync(app.Address, await app.UserAsync(_user))) await tab.TakeAsync("badge");
        await Waiting.UntilAsync(
            async () => (await Api.GetAsync($"admin/users/{Uri.EscapeDataString(_user)}")).Is(200)["presence"], presence => presence.TryGetProperty("lastSeen", out _), "the tab to be gone");

        var (lines, answer) = await ExportAsync();

        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.ToString());
        Assert.Contains("attachment", answer.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        Assert.Equal(["preferences", "item", "item", "notification", "notification", "notification", "following", "presence", "end"], lines.Select(Kind));
        Assert.Equal(["first", "second"], lines.Where(line => Kind(line) == "item").Select(line => line.GetProperty("item").GetProperty("title").GetString()));
        Assert.Equal(path.Split('/')[^1], lines[6].GetProperty("entity").GetProperty("id").GetString());
        const string Counts = """{"items":2,"notifications":3,"preferences":1,"following":1,"named":0,"presence":1}""";
        Assert.Equal(Counts, lines[^1].GetProperty("counts").GetRawText());

        var erased = (await Api.SendAsync("DELETE", Path)).Is(200);

        Assert.Equal((_user, Counts), (erased.Find("user"), erased.Find("erased")));
        var left = Assert.Single((await ExportAsync()).Lines);
        const string None = """{"items":0,"notifications":0,"preferences":0,"following":0,"named":0,"presence":0}""";
        Assert.Equal($$"""{"kind":"end","counts":{{None}}}""", left.GetRawText());
        Assert.Equal(None, (await Api.SendAsync("DELETE", Path)).Is(200).Find("erased"));
        Assert.Equal("""{"followers":[],"next":null}""", (await Api.GetAsync($"{path}/followers")).Is(200).Json.GetRawText());
        Assert.Equal(_user, (await Api.GetAsync($"{path}/comments")).Is(200)["comments"][0].GetProperty("author").GetString());
        Assert.Empty((await Api.GetAsync($"admin/users/{Uri.EscapeDataString(_user)}/notifications")).Is(200)["notifications"].EnumerateArray());
    }

    [Fact]
    public async Task An_open_tab_is_sent_away_and_its_token_is_refused_and_with_a_new_one_the_user_is_a_new_one()
    {
        await FillAsync();
        var user = await app.UserAsync(_user);
        await using var tab = await HubClient.ConnectAsync(app.Address, user);
        Assert.Equal(2, (await tab.TakeAsync("badge"))["unread"].GetInt32());

        (await Api.SendAsync("DELETE", Path)).Is(200);

        var goodbye = await tab.TakeAsync("goodbye");
        Assert.Equal(("access_revoked", JsonValueKind.Null), (goodbye.Text("code"), goodbye["reconnectAfterMs"].ValueKind));
        await tab.Closed.Within("the end of the connection");
        (await user.GetAsync("me/badge")).IsProblem(401, "unauthenticated");

        // A token's times are whole seconds.
        var badge = await Waiting.UntilAsync(async () => await (await app.UserAsync(_user)).GetAsync("me/badge"), answer => (int)answer.Status == 200, "a token that is new");
        Assert.Equal(("0", "0", "2"), (badge.Find("unread"), badge.Find("unseen"), badge.Find("lastSeq")));
        var presence = (await Api.GetAsync($"admin/users/{Uri.EscapeDataString(_user)}")).Is(200)["presence"];
        Assert.False(presence.TryGetProperty("lastSeen", out _));
    }

    [Fact]
    public async Task Only_keys_with_the_scope_may_and_names_are_checked()
    {
        foreach (var method in (string[])["GET", "DELETE"])
        {
            (await (await app.UserAsync(_user)).SendAsync(method, Path)).IsProblem(403, "key_required");
            (await app.Api(ServerApp.WritingKey).SendAsync(method, Path)).IsProblem(403, "scope_denied");
            (await Api.SendAsync(method, "admin/users/no%09user/data")).IsProblem(400, "bad_user");
            (await Api.SendAsync(method, $"{Path}?limit=1")).IsProblem(400, "bad_query");
        }
    }

    [Fact]
    public async Task Another_workspaces_user_of_the_same_name_keeps_all()
    {
        var other = app.Api(workspace: "other");
        (await other.SendAsync("POST", "notifications", $$"""{"to":["{{_user}}"],"kind":"news","title":"theirs"}""")).Is(202);
        await Inbox.WaitForAsync(await app.UserAsync(_user, "other"), 1);

        (await Api.SendAsync("DELETE", Path)).Is(200);

        Assert.Equal("1", (await other.GetAsync($"admin/users/{Uri.EscapeDataString(_user)}")).Is(200)["badge"].GetProperty("unread").ToString());
    }

    private static string? Kind(JsonElement line) => line.GetProperty("kind").GetString();

    /// <summary>Two items, one that was withheld, preferences, and an entity that the user follows, having commented on it.</summary>
    private async Task<string> FillAsync()
    {
        var user = await app.UserAsync(_user);
        (await user.SendAsync("PUT", "me/preferences", """{"kinds":{"silent":{"inbox":false}}}""")).Is(200);
        foreach (var (kind, title) in ((string, string)[])[("silent", "none"), ("news", "first"), ("news", "second")])
        {
            (await Api.SendAsync("POST", "notifications", $$"""{"to":["{{_user}}"],"kind":"{{kind}}","title":"{{title}}"}""")).Is(202);
            await Waiting.UntilAsync(async () => (await Api.GetAsync($"admin/users/{Uri.EscapeDataString(_user)}/notifications?kind={kind}")).Is(200)["notifications"].GetArrayLength(),
                count => count == (title == "second" ? 2 : 1), title);
        }

        var path = await Api.CreateAsync();
        (await user.SendAsync("POST", $"{path}/comments", """{"text":"mine"}""")).Is(201);
        return path;
    }

    private async Task<(List<JsonElement> Lines, HttpResponseMessage Answer)> ExportAsync()
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", ServerApp.Key);
        var answer = await http.GetAsync($"/v1/demo/{Path}", TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return ([.. text.Split('\n')[..^1].Select(line => JsonSerializer.Deserialize<JsonElement>(line))], answer);
    }
}
