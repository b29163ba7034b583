using OrleansRealtime.EndToEndTests.Crash;
using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Engines;

/// <summary>What one engine wrote, the other one serves and writes on: there and back, on each store.</summary>
public sealed class BothEnginesTests
{
    [Theory]
    [InlineData("sqlite", "InProcess", "Microsoft")]
    [InlineData("sqlite", "Microsoft", "InProcess")]
    [InlineData("postgres", "InProcess", "Microsoft")]
    [InlineData("postgres", "Microsoft", "InProcess")]
    public async Task Data_of_one_engine_opens_under_the_other_and_back(string storeName, string first, string second)
    {
        foreach (var engine in (string[])[first, second])
            Requirement.Is(File.Exists(BuiltServer.AssemblyOf(engine)), $"The server for {engine} is not built.");
        await using var store = await StoreUnderServer.OfAsync(storeName);
        await using var server = await ServerProcess.StartAsync(store.Settings);
        await RunAsync(server, first);
        var api = server.NewWorkspace();
        var ana = await api.AsUserAsync("ana");
        var before = await RestartTests.FillAsync(api, ana);

        await RunAsync(server, second);

        Assert.Equal(before, await RestartTests.ReadAsync(api, ana));
        // Rows beside the state, too: the key of a request, who follows, what was already told.
        Assert.True((await api.PatchAsync("entities/workitem/1", new { title = "two" }, ("Idempotency-Key", "k"))).Is(OK).Replayed);
        await using (var tab = await HubClient.ConnectAsync(server, ana))
        {
            // Into the very item that the other engine wrote.
            (await api.PostAsync("entities/workitem/1/comments", new { text = "Hello again" }, ("X-Actor", "bo"))).Is(Created);
            await tab.TakeAsync("notification", item => item["count"].GetInt32() == 2);
            (await api.PatchAsync("entities/workitem/1", new { title = "three" }, ("Idempotency-Key", "l"))).Is(OK);
            await tab.TakeAsync("badge", badge => badge["unread"].GetInt32() == 2);
        }

        (await api.PutAsync("entities/workitem/2", new { fields = new { title = "again" } })).Is(Created);
        (await api.DeleteAsync("entities/workitem/2")).Is(NoContent);
        before = await RestartTests.ReadAsync(api, ana);

        await RunAsync(server, first);

        Assert.Equal(before, await RestartTests.ReadAsync(api, ana));
        Assert.True((await api.PatchAsync("entities/workitem/1", new { title = "three" }, ("Idempotency-Key", "l"))).Is(OK).Replayed);
    }

    private static async Task RunAsync(ServerProcess server, string engine)
    {
        Assert.Equal(0, await server.StopAsync());
        server.Assembly = BuiltServer.AssemblyOf(engine);
        await server.RestartAsync();
        var health = (await server.Caller("any").GetAsync("/health")).Is(OK);
        Assert.Equal(engine, health["engine"].GetString());
    }
}
