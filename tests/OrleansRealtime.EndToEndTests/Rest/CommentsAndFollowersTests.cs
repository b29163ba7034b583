using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Rest;

public sealed class CommentsAndFollowersTests(SharedServer shared)
{
    private const string Item = "entities/workitem/1";
    private readonly RestCaller _api = shared.Process.NewWorkspace();

    [Fact]
    public async Task Comments_are_one_version_each_and_come_in_pages_both_ways()
    {
        await _api.CreateAsync("workitem", "1", new { title = "one" });
        var ids = new List<long>();
        for (var n = 1; n <= 5; n++)
        {
            var added = (await _api.PostAsync($"{Item}/comments", new { text = $"comment {n}" }, ("X-Actor", "ana"))).Is(Created);
            Assert.Equal("ana", added["author"].GetString());
            Assert.EndsWith($":{n + 1}", added.Position);
            ids.Add(added["id"].GetInt64());
        }

        Assert.Equal(5, (await _api.GetAsync(Item))["comments"].GetInt32());
        var first = (await _api.GetAsync($"{Item}/comments?after=0&limit=2")).Is(OK);
        Assert.Equal(ids[..2], Ids(first));
        var second = (await _api.GetAsync($"{Item}/comments?after={first["next"]}&limit=2")).Is(OK);
        Assert.Equal(ids[2..4], Ids(second));
        var newest = (await _api.GetAsync($"{Item}/comments?limit=2")).Is(OK);
        Assert.Equal(ids[3..].Order(), Ids(newest).Order());
        var older = (await _api.GetAsync($"{Item}/comments?before={newest["next"]}&limit=10")).Is(OK);
        Assert.Equal(ids[..3].Order(), Ids(older).Order());
        Assert.Equal(JsonValueKind.Null, older["next"].ValueKind);

        (await _api.PostAsync($"{Item}/comments", new { text = "" })).IsProblem(400, "bad_body");
        (await _api.PostAsync("entities/workitem/none/comments", new { text = "x" })).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task Followers_are_listed_in_order_and_counted_outside_of_the_position()
    {
        var created = await _api.CreateAsync("workitem", "1", new { title = "one" });
        foreach (var user in (string[])["chi", "ana", "bo"]) (await _api.PutAsync($"{Item}/followers/{user}")).Is(NoContent);

        var page = (await _api.GetAsync($"{Item}/followers?limit=2")).Is(OK);
        Assert.Equal("""["ana","bo"]""", page["followers"].GetRawText());
        var rest = (await _api.GetAsync($"{Item}/followers?limit=2&after={page["next"].GetString()}")).Is(OK);
        Assert.Equal("""["chi"]""", rest["followers"].GetRawText());

        (await _api.DeleteAsync($"{Item}/followers/bo")).Is(NoContent);
        var read = (await _api.GetAsync(Item)).Is(OK);
        Assert.Equal(2, read["followers"].GetInt32());
        Assert.Equal(created.Position, read.Position);
    }

    [Fact]
    public async Task A_user_follows_for_nobody_else()
    {
        await _api.CreateAsync("workitem", "1", new { title = "one" });
        var ana = await _api.AsUserAsync("ana");
        (await ana.PutAsync($"{Item}/followers/ana")).Is(NoContent);
        (await ana.PutAsync($"{Item}/followers/bo")).IsProblem(403, "access_denied");
        (await ana.DeleteAsync($"{Item}/followers/bo")).IsProblem(403, "access_denied");
    }

    private static IEnumerable<long> Ids(RestAnswer page) =>
        page["comments"].EnumerateArray().Select(comment => comment.GetProperty("id").GetInt64());
}
