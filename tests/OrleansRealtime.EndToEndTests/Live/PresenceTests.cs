using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Live;

/// <summary>Who views an entity, by clients that know PROTOCOL.md and nothing else.</summary>
public sealed class PresenceTests(SharedServer shared)
{
    private readonly RestCaller _api = shared.Process.NewWorkspace();

    [Fact]
    public async Task Two_tabs_are_one_face_that_leaves_with_the_last()
    {
        await _api.CreateAsync("workitem", "1", new { title = "one" });
        await using var bo = await ConnectAsync("bo");
        await bo.WatchAsync(new Item("workitem", "1"));
        Assert.Equal("state", (await bo.TakeOfAsync("workitem", "1", "the state")).Name);

        var first = await ViewAsync("ana", "1");
        var presence = await bo.TakeOfAsync("workitem", "1", "ana's face");
        Assert.Equal(("presence", "ana", "online"), (presence.Name, presence["users"][0].GetProperty("user").GetString(), presence["users"][0].GetProperty("status").GetString()));
        var second = await ViewAsync("ana", "1");
        var leaving = await ViewAsync("cy", "1");
        Assert.Equal(("cy", 2), Joined(await bo.TakeOfAsync("workitem", "1", "cy's face")));

        // When cy is gone, who closed after ana's first tab, that tab's grace is over.
        await first.DisposeAsync();
        await leaving.DisposeAsync();
        var left = await bo.TakeOfAsync("workitem", "1", "the end of cy's face");
        Assert.Equal(("presenceChanged", 1), (left.Name, left["total"].GetInt32()));
        Assert.Equal("""["cy"]""", left["left"].GetRawText());
        Assert.Equal(0, left["joined"].GetArrayLength());

        await second.DisposeAsync();
        left = await bo.TakeOfAsync("workitem", "1", "the end of ana's face");
        Assert.Equal("""["ana"]""", left["left"].GetRawText());
        Assert.Equal("online", (await _api.GetAsync("users/bo/presence")).Is(OK)["status"].GetString());
    }

    private static (string? User, int Total) Joined(HubFrame frame) =>
        (frame["joined"].EnumerateArray().Single().GetProperty("user").GetString(), frame["total"].GetInt32());

    private async Task<HubClient> ViewAsync(string user, string id)
    {
        var client = await ConnectAsync(user);
        _ = (await client.CallAsync("SetPresence", new { status = "online", focus = new { type = "workitem", id } })).Ok;
        return client;
    }

    private async Task<HubClient> ConnectAsync(string user) => await HubClient.ConnectAsync(shared.Process, await _api.AsUserAsync(user));
}
