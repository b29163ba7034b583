using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Crash;

/// <summary>An operator puts a copy of the database back: what was committed after it never happened, and a viewer must not take another
/// history's version for its own.</summary>
public sealed class RestoreTests
{
    [Fact]
    public async Task A_viewer_of_before_gets_the_state_though_the_new_history_has_reached_its_version()
    {
        await using var server = await ServerProcess.StartAsync();
        var api = server.NewWorkspace();
        var ana = await api.AsUserAsync("ana");
        await api.PutAsync("entities/workitem/1", new { fields = new { title = "one" } });
        await server.StopAsync();
        var database = Path.Combine(server.DataFolder, "realtime.db");
        File.Copy(database, database + ".copy");

        await server.RestartAsync();
        var lost = (await api.PatchAsync("entities/workitem/1", new { title = "lost" })).Position;
        await server.StopAsync();
        File.Move(database + ".copy", database, overwrite: true);
        await server.RestartAsync();
        var now = (await api.PatchAsync("entities/workitem/1", new { title = "instead" })).Position;

        Assert.Equal(VersionOf(lost), VersionOf(now));
        await using var tab = await HubClient.ConnectAsync(server, ana);
        await tab.WatchAsync(new Item("workitem", "1", lost));
        var frame = await tab.TakeAsync("state", state => state.IsOf("workitem", "1"));
        Assert.Equal("instead", frame["fields"].GetProperty("title").GetString());
        Assert.True(frame["reset"].GetBoolean());
        (await api.PatchAsync("entities/workitem/1", new { title = "late" }, ("If-Match", $"\"{lost}\""))).IsProblem(412, "position_conflict");
    }

    [Fact]
    public async Task After_it_badges_are_right_new_items_come_and_a_tab_knows_that_it_has_to_read_anew()
    {
        await using var server = await ServerProcess.StartAsync();
        var api = server.NewWorkspace();
        var ana = await api.AsUserAsync("ana");
        // One after the other: what is delivered at the same time comes in any order.
        await NotifyAsync(api, "kept 1");
        await UnreadAsync(ana, 1);
        await NotifyAsync(api, "kept 2");
        await UnreadAsync(ana, 2);
        await server.StopAsync();
        var database = Path.Combine(server.DataFolder, "realtime.db");
        File.Copy(database, database + ".copy");

        await server.RestartAsync();
        HubFrame shown;
        await using (var tab = await HubClient.ConnectAsync(server, ana))
        {
            await NotifyAsync(api, "lost 1", "lost 2", "lost 3");
            shown = await tab.TakeAsync("badge", frame => frame.Find("unread") == "5");
            (await ana.PostAsync("me/inbox/mark", new { @as = "archived", seqs = (long[])[1] })).Is(OK);
            shown = await tab.TakeAsync("badge", frame => frame.Find("unread") == "4");
            await server.StopAsync();
            Assert.Equal("shutdown", (await tab.TakeAsync("goodbye")).Text("code"));
        }

        File.Move(database + ".copy", database, overwrite: true);
        await server.RestartAsync();
        await using var back = await HubClient.ConnectAsync(server, ana);

        // By its lineage the tab knows that what it shows may never have been; its numbers go on above all that it saw.
        var badge = await back.TakeAsync("badge");
        Assert.NotEqual(shown.Text("lineage"), badge.Text("lineage"));
        Assert.Equal(("2", "2"), (badge.Find("unread"), badge.Find("unseen")));
        Assert.True(NumberOf(badge, "version") > NumberOf(shown, "version") && NumberOf(badge, "lastSeq") > NumberOf(shown, "lastSeq"), $"{shown}, then {badge}");
        Assert.Equal(["kept 2", "kept 1"], await TitlesAsync(ana));

        await NotifyAsync(api, "new");
        var item = await back.TakeAsync("notification");
        Assert.Equal("new", item.Text("title"));
        Assert.True(NumberOf(item, "seq") > NumberOf(badge, "lastSeq"));
        Assert.Equal("3", (await back.TakeAsync("badge")).Find("unread"));

        // A tab that has not read anew marks what it shows: that touches what was, and nothing new.
        (await ana.PostAsync("me/inbox/mark", new { @as = "read", upTo = NumberOf(shown, "lastSeq") })).Is(OK);
        (await ana.PostAsync("me/inbox/mark", new { @as = "archived", seqs = (long[])[4, 5] })).Is(OK);
        Assert.Equal(1, (await ana.GetAsync("me/badge"))["unread"].GetInt64());
        Assert.Equal(["new", "kept 2", "kept 1"], await TitlesAsync(ana));
    }

    private static async Task NotifyAsync(RestCaller api, params string[] titles)
    {
        // Kinds of their own, so that each is an item.
        foreach (var title in titles)
            (await api.PostAsync("notifications", new { to = (string[])["ana"], kind = title.Replace(' ', '-'), title })).Is(Accepted);
    }

    private static async Task UnreadAsync(RestCaller user, long count) => await Waiting.UntilAsync(
        async () => (await user.GetAsync("me/badge")).Is(OK)["unread"].GetInt64(), unread => unread == count, $"{count} unread");

    private static async Task<string[]> TitlesAsync(RestCaller user) =>
        [.. (await user.GetAsync("me/inbox")).Is(OK)["items"].EnumerateArray().Select(item => item.GetProperty("title").GetString()!)];

    private static long NumberOf(HubFrame frame, string member) => frame[member].GetInt64();

    private static string VersionOf(string position) => position.Split(':')[1];
}
