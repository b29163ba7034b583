using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Rest;

/// <summary>The bell from outside: what is sent, counted, listed and marked, and that all of a user's tabs are told.</summary>
public sealed class NotificationsAndInboxTests(SharedServer shared)
{
    private readonly RestCaller _api = shared.Process.NewWorkspace();

    [Fact]
    public async Task A_notification_reaches_every_tab_of_its_user_before_the_badge_that_counts_it()
    {
        var ana = await _api.AsUserAsync("ana");
        await using var one = await ConnectAsync(ana);
        await using var two = await ConnectAsync(ana);
        foreach (var tab in (HubClient[])[one, two]) Assert.Equal(0, (await tab.TakeAsync("badge"))["unread"].GetInt32());

        var sent = await _api.PostAsync("notifications", new
        {
            to = new[] { "ana", "not/a/user" },
            kind = "deployed",
            title = "Version 7 is out",
            body = "To everybody.",
            link = "/releases/7",
            data = new { version = 7 },
            entity = new { type = "release", id = "7" },
        });
        sent.Is(Accepted);
        Assert.Equal(["accepted", "bad_user"], sent["recipients"].EnumerateArray().Select(recipient => recipient.GetProperty("status").GetString()));

        foreach (var tab in (HubClient[])[one, two])
        {
            var item = await tab.TakeAsync("notification");
            Assert.Equal(("deployed", "Version 7 is out"), (item.Text("kind"), item.Text("title")));
            Assert.Equal(7, item["data"].GetProperty("version").GetInt32());
            Assert.Equal("release", item["entity"].GetProperty("type").GetString());
            var badge = await tab.TakeAsync("badge");
            Assert.Equal((1, 1), (badge["unread"].GetInt32(), badge["unseen"].GetInt32()));
            Assert.Equal(item["seq"].GetInt64(), badge["lastSeq"].GetInt64());
        }

        var inbox = (await ana.GetAsync("me/inbox")).Is(OK);
        Assert.Equal("Version 7 is out", inbox["items"][0].GetProperty("title").GetString());

        // What one tab does, the other is told.
        var marked = (await ana.PostAsync("me/inbox/mark", new { @as = "read", seqs = new[] { inbox["items"][0].GetProperty("seq").GetInt64() } })).Is(OK);
        Assert.Equal(0, marked["unread"].GetInt32());
        foreach (var tab in (HubClient[])[one, two])
        {
            Assert.Equal("read", (await tab.TakeAsync("marked")).Text("as"));
            Assert.Equal(0, (await tab.TakeAsync("badge"))["unread"].GetInt32());
        }
    }

    [Fact]
    public async Task Follower_author_and_mentioned_are_each_told_once_by_their_strongest_reason()
    {
        const string item = "entities/workitem/1";
        await _api.CreateAsync("workitem", "1", new { title = "The printer" });
        var (ana, bo, chi) = (await _api.AsUserAsync("ana"), await _api.AsUserAsync("bo"), await _api.AsUserAsync("chi"));
        foreach (var follower in (RestCaller[])[ana, bo]) (await follower.PutAsync($"{item}/followers/{(follower == ana ? "ana" : "bo")}")).Is(NoContent);
        await using var boTab = await ConnectAsync(bo);
        await using var chiTab = await ConnectAsync(chi);

        (await ana.PostAsync($"{item}/comments", new { text = "It is on fire, @bo @chi", mentions = new[] { "bo", "chi" } })).Is(Created);
        foreach (var tab in (HubClient[])[boTab, chiTab])
        {
            var told = await tab.TakeAsync("notification");
            Assert.Equal(("mentioned", "mentioned", "The printer"), (told.Text("kind"), told.Text("reason"), told.Text("title")));
            Assert.Equal("""["ana"]""", told["authors"].GetRawText());
        }

        // A change is told to the follower; who was only mentioned hears no more, and the author nothing.
        (await ana.PatchAsync(item, new { title = "The new printer" })).Is(OK);
        Assert.Equal("changed", (await boTab.TakeAsync("notification")).Text("kind"));
        Assert.Equal(2, (await bo.GetAsync("me/badge"))["unread"].GetInt32());
        Assert.Equal(1, (await chi.GetAsync("me/badge"))["unread"].GetInt32());
        Assert.Equal(0, (await ana.GetAsync("me/badge"))["unread"].GetInt32());
    }

    [Fact]
    public async Task The_inbox_is_read_in_pages_both_ways_and_marking_up_to_one_spares_what_came_after()
    {
        var ana = await _api.AsUserAsync("ana");
        await using var tab = await ConnectAsync(ana);
        for (var n = 1; n <= 5; n++)
        {
            (await _api.PostAsync("notifications", new { to = new[] { "ana" }, kind = $"kind-{n}", title = $"Number {n}" })).Is(Accepted);
            await tab.TakeAsync("notification");
        }

        var newest = (await ana.GetAsync("me/inbox?limit=2")).Is(OK);
        Assert.Equal(["Number 5", "Number 4"], Titles(newest));
        var older = (await ana.GetAsync($"me/inbox?limit=2&before={newest["next"]}")).Is(OK);
        Assert.Equal(["Number 3", "Number 2"], Titles(older));
        var third = older["items"][0].GetProperty("seq").GetInt64();
        Assert.Equal(["Number 4", "Number 5"], Titles((await ana.GetAsync($"me/inbox?after={third}")).Is(OK)));

        var badge = (await ana.PostAsync("me/inbox/mark", new { @as = "read", upTo = third })).Is(OK);
        Assert.Equal((2, 2), (badge["unread"].GetInt32(), badge["unseen"].GetInt32()));
        Assert.Equal(["Number 5", "Number 4"], Titles((await ana.GetAsync("me/inbox?filter=unread")).Is(OK)));
        (await ana.PostAsync("me/inbox/mark", new { @as = "read", upTo = 1, seqs = new[] { 1 } })).IsProblem(400, "bad_body");
    }

    private Task<HubClient> ConnectAsync(RestCaller user) => HubClient.ConnectAsync(shared.Process, user);

    private static IEnumerable<string?> Titles(RestAnswer page) =>
        page["items"].EnumerateArray().Select(item => item.GetProperty("title").GetString());
}
