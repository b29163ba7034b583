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

    private static string VersionOf(string position) => position.Split(':')[1];
}
