using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api;

[Collection(nameof(SharedServer))]
public sealed class NotificationsApiTests(ServerApp app)
{
    /// <summary>What a server sent names no life of the entity: it is about the one that is there.</summary>
    [Fact]
    public async Task Of_an_entity_that_is_deleted_what_servers_sent_says_so_too_to_followers_and_to_those_who_were_named()
    {
        var id = $"{Guid.NewGuid():n}";
        var path = $"entities/workitem/{id}";
        var (follower, named) = ($"ana-{id}", $"bo-{id}");
        var api = app.Api();
        await api.CreateAsync("workitem", id, new { title = "one" });
        (await api.PutAsync($"{path}/followers/{follower}")).Is(204);
        (await api.PostAsync($"{path}/comments", new { text = "look", mentions = (string[])[named] })).Is(201);
        var (ana, bo) = (await app.UserAsync(follower), await app.UserAsync(named));
        foreach (var user in new[] { ana, bo }) await Inbox.WaitForAsync(user, 1);
        (await api.PostAsync("notifications", new { to = (string[])[follower, named], kind = "deploy", title = "sent", entity = new { type = "workitem", id } })).Is(202);
        foreach (var user in new[] { ana, bo }) await Inbox.WaitForAsync(user, 2);

        (await api.DeleteAsync(path)).Is(204);

        Assert.Equal(["deploy", "commented"], await KindsOfDeletedAsync(ana, 2));
        Assert.Equal(["deploy", "mentioned"], await KindsOfDeletedAsync(bo, 2));
    }

    /// <summary>The kinds of the items once so many are there that say that their entity is gone.</summary>
    private static Task<string[]> KindsOfDeletedAsync(RestCaller user, int count) => Waiting.UntilAsync<string[]>(
        async () => [.. (await user.GetAsync("me/inbox")).Is(200)["items"].EnumerateArray()
            .Where(item => item.TryGetProperty("deleted", out _))
            .Select(item => item.GetProperty("kind").GetString()!)],
        kinds => kinds.Length == count,
        $"{count} items of what is deleted");

    private readonly RestCaller _api = app.Api();
    private readonly string _user = $"u-{Guid.NewGuid():n}";

    public static TheoryData<string, int, string> BadNotifications => new()
    {
        { """{"kind":"news","title":"t"}""", 400, "bad_body" },
        { """{"to":[],"kind":"news","title":"t"}""", 400, "bad_body" },
        { """{"to":"ana","kind":"news","title":"t"}""", 400, "bad_body" },
        { """{"to":[1],"kind":"news","title":"t"}""", 400, "bad_body" },
        { """{"to":["ana"],"title":"t"}""", 400, "bad_body" },
        { """{"to":["ana"],"kind":"Big News","title":"t"}""", 400, "bad_body" },
        { """{"to":["ana"],"kind":"news"}""", 400, "bad_body" },
        { $$"""{"to":["ana"],"kind":"news","title":"{{new string('t', 201)}}"}""", 400, "bad_body" },
        { $$"""{"to":["ana"],"kind":"news","title":"t","body":"{{new string('b', 4_001)}}"}""", 400, "bad_body" },
        { $$"""{"to":["ana"],"kind":"news","title":"t","link":"{{new string('l', 2_001)}}"}""", 400, "bad_body" },
        { $$$"""{"to":["ana"],"kind":"news","title":"t","data":{"d":"{{{new string('d', 4_097)}}}"}}""", 400, "bad_body" },
        { """{"to":["ana"],"kind":"news","title":"t","data":[]}""", 400, "bad_body" },
        { $$"""{"to":["ana"],"kind":"news","title":"t","key":"{{new string('k', 256)}}"}""", 400, "bad_body" },
        { """{"to":["ana"],"kind":"news","title":"t","entity":{"type":"workitem"}}""", 400, "bad_body" },
        { """{"to":["ana"],"kind":"news","title":"t","entity":{"type":"Work","id":"1"}}""", 400, "bad_key" },
        { """{"to":["ana"],"kind":"news","title":"t","entity":{"type":"workitem","id":"a/b"}}""", 400, "bad_key" },
        { """{"to":["ana"],"kind":"news","title":"t","unknown":1}""", 400, "bad_body" },
        { """{"to":["ana"],"kind":"news","title":"t","key":"a\u0000b"}""", 400, "bad_body" },
        { """{"to":["ana"],"kind":"news","title":"t","key":"\u0007"}""", 400, "bad_body" },
        { """{"to":["ana"],"kind":"news","title":"t","link":"javascript:alert(1)"}""", 400, "bad_body" },
        { """{"to":["ana"],"kind":"news","title":"t","link":"JaVaScRiPt:alert(1)"}""", 400, "bad_body" },
        { """{"to":["ana"],"kind":"news","title":"t","link":"java\tscr\nipt\r:alert(1)"}""", 400, "bad_body" },
        { """{"to":["ana"],"kind":"news","title":"t","link":" \u0001\u001fjavascript:alert(1)"}""", 400, "bad_body" },
        { """{"to":["ana"],"kind":"news","title":"t","link":"data:text/html,x"}""", 400, "bad_body" },
        { """{"to":["ana"],"kind":"news","title":"t","link":"vbscript:x"}""", 400, "bad_body" },
        { """{"to":["ana"],"kind":"news","title":"t","link":"file:///etc/passwd"}""", 400, "bad_body" },
        { """{"to":["ana"],"kind":"news","title":"t","link":"view-source:x"}""", 400, "bad_body" },
        { $$"""{"to":[{{string.Join(',', Enumerable.Range(0, 1_001).Select(i => $"\"u{i}\""))}}],"kind":"news","title":"t"}""", 400, "too_many_recipients" },
    };

    [Theory]
    [MemberData(nameof(BadNotifications), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_notification_is_refused(string body, int status, string code) =>
        (await _api.SendAsync("POST", "notifications", body)).IsProblem(status, code);

    [Fact]
    public async Task Each_recipient_is_told_of_separately_and_the_good_ones_are_notified()
    {
        var sent = (await _api.SendAsync("POST", "notifications", Body("n1", _user, "not/a/user"))).Is(202);
        Assert.Equal($$"""[{"user":"{{_user}}","status":"accepted"},{"user":"not/a/user","status":"bad_user"}]""", sent.Find("recipients"));
        var item = await ItemAsync(1);
        Assert.Equal(("news", "n1", "text", "/x"), (Text("kind"), Text("title"), Text("body"), Text("link")));
        Assert.Equal("""{"n":1}""", item.GetProperty("data").GetRawText());

        string? Text(string member) => item.GetProperty(member).GetString();
    }

    [Fact]
    public async Task A_repeat_under_an_idempotency_key_notifies_nobody_again()
    {
        string[] key = [$"Idempotency-Key: {Guid.NewGuid()}"];
        Assert.False((await _api.SendAsync("POST", "notifications", Body("n1", _user), key)).Is(202).Replayed);
        Assert.True((await _api.SendAsync("POST", "notifications", Body("n1", _user), key)).Is(202).Replayed);
        (await _api.SendAsync("POST", "notifications", Body("other", _user), key)).IsProblem(422, "idempotency_mismatch");
        await ItemAsync(1);
    }

    [Fact]
    public async Task A_thousand_users_with_the_longest_ids_fit_into_one_call_and_all_are_told()
    {
        var users = Enumerable.Range(0, 1_000).Select(n => $"{n:d4}{Guid.NewGuid():n}".PadRight(128, 'ж')).ToArray();
        var sent = (await _api.SendAsync("POST", "notifications", Body("n1", users))).Is(202);

        Assert.Equal(1_000, sent.Json.GetProperty("recipients").EnumerateArray().Count(recipient => recipient.GetProperty("status").GetString() == "accepted"));
        foreach (var user in (string[])[users[0], users[^1]]) await Inbox.WaitForAsync(await app.UserAsync(user), 1);
    }

    [Theory]
    [InlineData("https://example.com/a?b#c")]
    [InlineData("HTTP://example.com")]
    [InlineData("mailto:ana@acme.com")]
    [InlineData("/items/1")]
    [InlineData("items/javascript:1")]
    [InlineData("?a=javascript:1")]
    [InlineData("#data:x")]
    [InlineData("//example.com/x")]
    [InlineData("1javascript:x")]
    public async Task A_link_that_goes_elsewhere_is_good(string link)
    {
        (await _api.SendAsync("POST", "notifications", $$"""{"to":["{{_user}}"],"kind":"news","title":"t","link":"{{link}}"}""")).Is(202);
        Assert.Equal(link, (await ItemAsync(1)).GetProperty("link").GetString());
    }

    [Fact]
    public async Task Data_is_measured_in_bytes_of_its_own_alphabet()
    {
        string Data(int letters) => $$$"""{"to":["{{{_user}}}"],"kind":"news","title":"t","data":{"d":"{{{new string('ж', letters)}}}"}}""";

        (await _api.SendAsync("POST", "notifications", Data(2_045))).IsProblem(400, "bad_body");
        (await _api.SendAsync("POST", "notifications", Data(2_044))).Is(202);

        Assert.Equal(new string('ж', 2_044), (await ItemAsync(1)).GetProperty("data").GetProperty("d").GetString());
    }

    [Fact]
    public async Task The_answer_names_the_notification_and_a_repeat_the_same()
    {
        string[] key = [$"Idempotency-Key: {Guid.NewGuid()}"];
        var sent = (await _api.SendAsync("POST", "notifications", Body("n1", _user), key)).Is(202);

        Assert.Equal(sent.Find("id"), (await ItemAsync(1)).GetProperty("id").GetString());
        Assert.Equal(sent.Find("id"), (await _api.SendAsync("POST", "notifications", Body("n1", _user), key)).Is(202).Find("id"));
        Assert.Null((await _api.SendAsync("POST", "notifications", Body("n1", "nobody/at/all"))).Is(202).Find("id"));
    }

    [Fact]
    public async Task The_same_key_notifies_nobody_twice_whatever_else_the_call_says()
    {
        string Keyed(string title, params string[] to) => Body(title, to).Replace("\"kind\"", $"\"key\":\"{_user}\",\"kind\"", StringComparison.Ordinal);
        var other = $"{_user}-2";
        (await _api.SendAsync("POST", "notifications", Keyed("first", _user))).Is(202);
        await ItemAsync(1);

        (await _api.SendAsync("POST", "notifications", Keyed("second", _user, other))).Is(202);

        var inbox = await Inbox.WaitForAsync(await app.UserAsync(other), 1);
        Assert.Equal("second", inbox.Json.GetProperty("items")[0].GetProperty("title").GetString());
        Assert.Equal("first", (await ItemAsync(1)).GetProperty("title").GetString());
    }

    [Fact]
    public async Task Only_servers_notify()
    {
        var user = await app.UserAsync("ana");
        (await user.SendAsync("POST", "notifications", Body("n1", _user))).IsProblem(403, "key_required");
    }

    private static string Body(string title, params string[] to) =>
        $$$"""{"to":[{{{string.Join(',', to.Select(user => $"\"{user}\""))}}}],"kind":"news","title":"{{{title}}}","body":"text","link":"/x","data":{"n":1}}""";

    private async Task<System.Text.Json.JsonElement> ItemAsync(long count)
    {
        var user = await app.UserAsync(_user);
        var inbox = await Inbox.WaitForAsync(user, count);
        return inbox.Json.GetProperty("items")[0];
    }
}
