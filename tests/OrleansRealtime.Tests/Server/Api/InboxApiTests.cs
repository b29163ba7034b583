using System.Globalization;
using System.Text.Json;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api;

[Collection(nameof(SharedServer))]
public sealed class InboxApiTests(ServerApp app)
{
    private readonly string _name = $"u-{Guid.NewGuid():n}";

    [Fact]
    public async Task A_mention_comes_into_the_inbox_and_marking_it_clears_the_bell()
    {
        var api = app.Api();
        var path = await api.CreateAsync();
        (await api.SendAsync("POST", path + "/comments", $$"""{"text":"look","mentions":["{{_name}}"]}""", "X-Actor: ana")).Is(201);
        var user = await app.UserAsync(_name);
        var inbox = await Inbox.WaitForAsync(user, 1);
        var item = inbox.Json.GetProperty("items")[0];
        Assert.Equal("mentioned", item.GetProperty("kind").GetString());
        var badge = (await user.GetAsync("me/badge")).Is(200);
        Assert.Equal(("1", "1", "1"), (badge.Find("unread"), badge.Find("unseen"), badge.Find("lastSeq")));

        var marked = (await user.SendAsync("POST", "me/inbox/mark", """{"as":"seen","upTo":1}""")).Is(200);
        Assert.Equal(("1", "0"), (marked.Find("unread"), marked.Find("unseen")));
        marked = (await user.SendAsync("POST", "me/inbox/mark", """{"as":"read","seqs":[1,77]}""", "Idempotency-Key: k")).Is(200);
        (await user.SendAsync("POST", "me/inbox/mark", """{"as":"unread","upTo":2}""")).IsProblem(400, "unknown_seq");
        Assert.Equal(("0", "0"), (marked.Find("unread"), marked.Find("unseen")));
        Assert.Empty(Items(await user.GetAsync("me/inbox?filter=unread")));
        Assert.Single(Items(await user.GetAsync("me/inbox?before=2&limit=1")));
        Assert.Empty(Items(await user.GetAsync("me/inbox?after=1")));

        var until = DateTimeOffset.UtcNow.AddHours(1).ToString("O", CultureInfo.InvariantCulture);
        (await user.SendAsync("POST", "me/inbox/mark", $$"""{"as":"snoozed","seqs":[1],"until":"{{until}}"}""")).Is(200);
        Assert.Empty(Items(await user.GetAsync("me/inbox")));
        Assert.Single(Items(await user.GetAsync("me/inbox?filter=snoozed")));
    }

    [Fact]
    public async Task An_item_says_what_changed_from_what_to_what_and_which_comment_it_is_about()
    {
        var api = app.Api();
        var path = await api.CreateAsync("one");
        (await api.SendAsync("PUT", $"{path}/followers/{_name}")).Is(204);
        (await api.SendAsync("PATCH", path, """{"title":"two","rank":7,"tags":["a"]}""", "X-Actor: ana")).Is(200);
        (await api.SendAsync("PATCH", path, $$"""{"assignee":"{{_name}}"}""", "X-Actor: ana")).Is(200);
        (await api.SendAsync("POST", path + "/comments", """{"text":"look"}""", "X-Actor: ana")).Is(201);

        var items = Items(await Inbox.WaitForAsync(await app.UserAsync(_name), 3)).ToDictionary(item => item.GetProperty("kind").GetString()!, item => item.GetProperty("data").GetRawText());

        Assert.Equal("""{"changed":[{"field":"rank","after":7},{"field":"tags"},{"field":"title","before":"one","after":"two"}]}""", items["changed"]);
        Assert.Equal($$"""{"changed":[{"field":"assignee","after":"{{_name}}"}]}""", items["assigned"]);
        Assert.Equal("""{"comment":1}""", items["commented"]);
    }

    [Fact]
    public async Task It_is_read_in_pages_both_ways_and_marking_up_to_one_spares_what_came_after()
    {
        var user = await app.UserAsync(_name);
        for (var n = 1; n <= 5; n++)
        {
            (await app.Api().PostAsync("notifications", new { to = new[] { _name }, kind = $"kind-{n}", title = $"{n}" })).Is(202);
            await Inbox.WaitForAsync(user, n);
        }

        var newest = (await user.GetAsync("me/inbox?limit=2")).Is(200);
        Assert.Equal(["5", "4"], Titles(newest));
        Assert.Equal(["3", "2"], Titles(await user.GetAsync($"me/inbox?limit=2&before={newest.Find("next")}")));
        Assert.Equal(["4", "5"], Titles(await user.GetAsync("me/inbox?after=3")));

        var badge = (await user.PostAsync("me/inbox/mark", new { @as = "read", upTo = 3 })).Is(200);
        Assert.Equal(("2", "2"), (badge.Find("unread"), badge.Find("unseen")));
        Assert.Equal(["5", "4"], Titles(await user.GetAsync("me/inbox?filter=unread")));

        static IEnumerable<string?> Titles(RestAnswer page) => Items(page).Select(item => item.GetProperty("title").GetString());
    }

    [Fact]
    public async Task An_inbox_is_its_users_own()
    {
        (await app.Api().GetAsync("me/badge")).IsProblem(403, "user_required");
        (await app.Api().GetAsync("me/inbox", "X-Actor: ana")).IsProblem(403, "user_required");
        (await app.Api().SendAsync("POST", "me/inbox/mark", """{"as":"read","upTo":1}""")).IsProblem(403, "user_required");
    }

    [Theory]
    [InlineData("?before=1&after=1")]
    [InlineData("?before=x")]
    [InlineData("?after=-1")]
    [InlineData("?after=9007199254740992")]
    [InlineData("?limit=0")]
    [InlineData("?limit=101")]
    [InlineData("?limit=ten")]
    [InlineData("?filter=everything")]
    [InlineData("?filter=unread&filter=all")]
    [InlineData("?kind=No+Word")]
    [InlineData("?type=workitem")]
    [InlineData("?id=42")]
    [InlineData("?Limit=5")]
    [InlineData("?type=workitem&id=4%2F2")]
    public async Task A_bad_query_is_refused(string query)
    {
        var user = await app.UserAsync(_name);
        (await user.GetAsync("me/inbox" + query)).IsProblem(400, "bad_query");
    }

    [Theory]
    [InlineData("""{"upTo":1}""", "bad_body")]
    [InlineData("""{"as":"gone","upTo":1}""", "bad_body")]
    [InlineData("""{"as":"read"}""", "bad_body")]
    [InlineData("""{"as":"read","upTo":1,"seqs":[1]}""", "bad_body")]
    [InlineData("""{"as":"read","upTo":-1}""", "bad_body")]
    [InlineData("""{"as":"read","upTo":1.5}""", "bad_body")]
    [InlineData("""{"as":"read","seqs":["1"]}""", "bad_body")]
    [InlineData("""{"as":"read","seqs":[0]}""", "bad_body")]
    [InlineData("""{"as":"read","upTo":1,"until":"2099-01-01T00:00:00Z"}""", "bad_body")]
    [InlineData("""{"as":"snoozed","upTo":1}""", "bad_body")]
    [InlineData("""{"as":"snoozed","upTo":1,"until":"2020-01-01T00:00:00Z"}""", "bad_body")]
    [InlineData("""{"as":"snoozed","upTo":1,"until":"2199-01-01T00:00:00Z"}""", "bad_body")]
    [InlineData("""{"as":"snoozed","upTo":1,"until":"tomorrow"}""", "bad_body")]
    [InlineData("""{"as":"snoozed","upTo":1,"until":"2026-12-01T00:00:00"}""", "bad_body")]
    [InlineData("""{"as":"snoozed","upTo":1,"until":"2027-03-01"}""", "bad_body")]
    [InlineData("""{"as":"snoozed","upTo":1,"until":"2027-03-01T09:00"}""", "bad_body")]
    [InlineData("""{"as":"snoozed","upTo":1,"until":"2027-03-01T09:00:00.000"}""", "bad_body")]
    [InlineData("""{"as":"snoozed","upTo":1,"until":"2027-03-01T09:00:00+"}""", "bad_body")]
    [InlineData("""{"as":"snoozed","upTo":1,"until":"2027-03-01T09:00:00Z\n"}""", "bad_body")]
    [InlineData("""{"as":"snoozed","upTo":1,"until":1800000000}""", "bad_body")]
    [InlineData("""{"as":"read","as":"seen","upTo":1}""", "duplicate_property")]
    public async Task A_bad_mark_is_refused(string body, string code)
    {
        var user = await app.UserAsync(_name);
        (await user.SendAsync("POST", "me/inbox/mark", body)).IsProblem(400, code);
    }

    [Fact]
    public async Task A_mark_names_at_most_500_items()
    {
        var user = await app.UserAsync(_name);
        static string Body(int count) => $$"""{"as":"read","seqs":[{{string.Join(',', Enumerable.Range(1, count))}}]}""";
        (await user.SendAsync("POST", "me/inbox/mark", Body(500))).Is(200);
        (await user.SendAsync("POST", "me/inbox/mark", Body(501))).IsProblem(400, "too_many_items");
    }

    private static JsonElement[] Items(RestAnswer page) => [.. page.Is(200).Json.GetProperty("items").EnumerateArray()];
}
