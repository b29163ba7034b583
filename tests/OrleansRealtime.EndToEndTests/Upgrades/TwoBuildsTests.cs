using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Upgrades;

/// <summary>A cluster in the middle of a rolling upgrade: one node of this build, and one of a next one.</summary>
public sealed class TwoBuildsTests
{
    [Fact]
    public async Task What_is_edited_at_a_node_of_either_build_is_seen_at_the_other_whichever_has_it()
    {
        using var next = await NextBuild.MakeAsync();
        await using var store = await StoreUnderServer.OfAsync("postgres");
        await using var older = await ServerProcess.StartAsync(store.Settings);
        await using var newer = await ServerProcess.StartBuildAsync(next.Assembly, store.Settings);
        ServerProcess[] nodes = [older, newer];
        string[] ids = [.. Enumerable.Range(0, 16).Select(id => $"{id}")];
        var workspace = older.NewWorkspace();
        List<(RestCaller Api, HubClient Tab)> at = [];
        foreach (var node in nodes)
        {
            var api = workspace with { Http = node.Http };
            at.Add((api, await HubClient.ConnectAsync(node, await api.AsUserAsync("ana"))));
        }

        // A grain is placed where it is first asked for, so that both have some.
        for (var n = 0; n < ids.Length; n++) await at[n % 2].Api.CreateAsync("workitem", ids[n], new { title = "made" });
        foreach (var (_, tab) in at) await tab.WatchAsync([.. ids.Select(id => new Item("workitem", id))]);

        for (var node = 0; node < nodes.Length; node++)
        {
            foreach (var id in ids)
            {
                var edited = (await at[node].Api.PatchAsync($"entities/workitem/{id}", new { title = $"edited at {node}" }, ("Idempotency-Key", $"{node}-{id}"))).Is(OK);
                foreach (var (other, tab) in at)
                {
                    await tab.TakeAsync("changed", frame => frame.IsOf("workitem", id) && frame.Text("to") == edited.Position);
                    Assert.Equal(edited.Position, (await other.GetAsync($"entities/workitem/{id}")).Is(OK).Position);
                }
            }
        }

        foreach (var (_, tab) in at) await tab.DisposeAsync();
    }
}
