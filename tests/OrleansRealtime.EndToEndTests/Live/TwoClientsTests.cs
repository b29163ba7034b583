using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Live;

/// <summary>What the platform is for, by a client that knows PROTOCOL.md and nothing else.</summary>
public sealed class TwoClientsTests(SharedServer shared)
{
    private readonly RestCaller _api = shared.Process.NewWorkspace();

    [Theory]
    [ClassData(typeof(EveryTransport))]
    public async Task A_patch_over_rest_reaches_both_clients_as_one_changed_frame_from_the_position_they_had(string transport)
    {
        var created = await _api.CreateAsync("workitem", "1", new { title = "one", state = "todo" });
        await using var ana = await ConnectAsync("ana", transport);
        await using var bo = await ConnectAsync("bo", transport);
        foreach (var client in (HubClient[])[ana, bo])
        {
            var state = await client.OpenAsync("workitem", "1");
            Assert.Equal(created.Position, state.Text("position"));
            Assert.Equal("one", state["fields"].GetProperty("title").GetString());
            Assert.False(state.Has("reset"));
        }

        var patched = (await _api.PatchAsync("entities/workitem/1", new { title = "two" }, ("X-Actor", "chi"))).Is(OK);

        foreach (var client in (HubClient[])[ana, bo])
        {
            var changed = await client.TakeAsync("changed");
            Assert.Equal(created.Position, changed.Text("from"));
            Assert.Equal(patched.Position, changed.Text("to"));
            Assert.Equal("""{"title":"two"}""", changed["fields"].GetRawText());
            Assert.Equal("chi", changed.Text("updatedBy"));
        }

        // Of the first change nothing more comes, or the second would not be the next.
        var again = (await _api.PatchAsync("entities/workitem/1", new { title = "three", state = (string?)null })).Is(OK);
        foreach (var client in (HubClient[])[ana, bo])
        {
            var changed = await client.TakeAsync("changed");
            Assert.Equal((patched.Position, again.Position), (changed.Text("from"), changed.Text("to")));
            Assert.Equal(JsonValueKind.Null, changed["fields"].GetProperty("state").ValueKind);
            Assert.Equal(JsonValueKind.Null, changed["updatedBy"].ValueKind);
            await client.UnwatchAsync(new Item("workitem", "1"));
            Assert.Equal(2, client.FramesOf("changed", "workitem", "1").Count);
            Assert.Single(client.FramesOf("state", "workitem", "1"));
        }
    }

    private async Task<HubClient> ConnectAsync(string user, string transport) =>
        await HubClient.ConnectAsync(shared.Process, await _api.AsUserAsync(user), transport);
}
