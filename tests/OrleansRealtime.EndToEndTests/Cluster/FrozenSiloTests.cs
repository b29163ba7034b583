using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Cluster;

/// <summary>A gateway sends half of what it asks through a silo that is frozen, and that has none of what is asked for. Reads are tried again in other ways,
/// too (<c>SecondTry</c>), so what shows that the gateway asks through the other silo is the edits.</summary>
public sealed class FrozenSiloTests
{
    private static readonly string[] Ids = [.. Enumerable.Range(0, 48).Select(id => $"{id}")];

    [Fact]
    public async Task What_other_silos_have_is_edited_once_and_can_be_read_and_watched_while_one_on_the_way_is_frozen()
    {
        await using var store = await StoreUnderServer.OfAsync("postgres");
        await using var owner = await ServerProcess.StartAsync([.. store.Settings, ("Cluster:Role", "All")]);
        var direct = owner.NewWorkspace();
        foreach (var id in Ids) await direct.CreateAsync("workitem", id, new { title = "first" });
        var user = await direct.AsUserAsync("ana");
        (await user.GetAsync("me/badge")).Is(OK);
        await using var frozen = await ServerProcess.StartAsync([.. store.Settings, ("Cluster:Role", "Silo")]);
        // It knows both silos from its start on.
        await using var gateway = await ServerProcess.StartAsync([.. store.Settings, ("Cluster:Role", "Gateway")]);
        var api = direct with { Http = gateway.Http };
        await using var tab = await HubClient.ConnectAsync(gateway, user with { Http = gateway.Http });

        // A process that has just started is slow by itself.
        await Task.WhenAll(Ids.Select(id => EditAsync(id, "second")));
        await frozen.Run.SignalAsync("STOP");
        var watches = tab.WatchAsync([.. Ids.Select(id => new Item("workitem", id))]);
        var (edits, readings) = (Task.WhenAll(Ids.Select(id => EditAsync(id, "third"))), Task.WhenAll(Ids.Select(ReadAsync)));
        Assert.All(await edits, edit => edit.Is(OK));
        Assert.All(await readings, reading => reading.Is(OK));
        await watches;
        // What was asked by the frozen silo arrives now, if it is not too late.
        await frozen.Run.SignalAsync("CONT");

        foreach (var id in Ids) Assert.EndsWith(":4", (await EditAsync(id, "fourth")).Is(OK).Position);
        foreach (var id in Ids)
        {
            var entity = (await ReadAsync(id)).Is(OK);
            Assert.Equal("fourth", entity["fields"].GetProperty("title").GetString());
            Assert.EndsWith(":4", entity.Position);
        }

        Task<RestAnswer> EditAsync(string id, string title) => api.PatchAsync($"entities/workitem/{id}", new { title }, ("Idempotency-Key", $"{title}-{id}"));

        Task<RestAnswer> ReadAsync(string id) => api.GetAsync($"entities/workitem/{id}");
    }
}
