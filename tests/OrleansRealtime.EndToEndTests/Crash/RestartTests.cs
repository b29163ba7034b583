using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Crash;

/// <summary>A server that is stopped or killed comes back with everything, and so do the connections.</summary>
public sealed class RestartTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("kill -9")]
    public async Task The_next_start_has_everything_back(string end)
    {
        await using var server = await ServerProcess.StartAsync();
        var api = server.NewWorkspace();
        var ana = await api.AsUserAsync("ana");
        var eve = await api.AsUserAsync("eve");
        (await api.DeleteAsync("access/eve")).Is(NoContent);
        var before = await FillAsync(api, ana);
        await using var tab = await HubClient.ConnectAsync(server, ana);
        await tab.OpenAsync("workitem", "1");

        if (end == "kill -9")
        {
            await server.KillAsync();
        }
        else
        {
            Assert.Equal(0, await server.StopAsync(end));
            var goodbye = await tab.TakeAsync("goodbye");
            Assert.Equal("shutdown", goodbye.Text("code"));
            Assert.True(goodbye["reconnectAfterMs"].GetInt32() > 0);
        }

        await tab.Closed.Within("the connection to end with its server");
        await server.RestartAsync();

        Assert.Equal(before, await ReadAsync(api, ana));
        (await eve.GetAsync("me/badge")).IsProblem(401, "unauthenticated");
        // Keys outlive the process as well, the server's own and those of requests.
        Assert.True((await api.PatchAsync("entities/workitem/1", new { title = "two" }, ("Idempotency-Key", "k"))).Is(OK).Replayed);

        // A viewer that comes back with the position that it had misses nothing that happened before it was there.
        var edit = (await api.PatchAsync("entities/workitem/1", new { title = "after" })).Is(OK);
        await using var back = await HubClient.ConnectAsync(server, ana);
        await back.WatchAsync(new Item("workitem", "1", tab.FramesOf("state", "workitem", "1")[^1].Text("position")));
        var frame = await back.TakeOfAsync("workitem", "1", "what the viewer missed");
        Assert.Equal("after", frame["fields"].GetProperty("title").GetString());
        Assert.Equal(edit.Position, frame.Text(frame.Name == "changed" ? "to" : "position"));
        await back.TakeAsync("badge", badge => badge["unread"].GetInt32() == 2);
    }

    /// <summary>Something of everything; answers all that there is to read.</summary>
    internal static async Task<string> FillAsync(RestCaller api, RestCaller ana)
    {
        await api.CreateAsync("workitem", "1", new { title = "one" });
        (await api.PatchAsync("entities/workitem/1", new { title = "two" }, ("Idempotency-Key", "k"))).Is(OK);
        await api.CreateAsync("workitem", "2", new { title = "to be deleted" });
        (await api.DeleteAsync("entities/workitem/2")).Is(NoContent);
        (await api.PutAsync("entities/workitem/1/followers/ana")).Is(NoContent);
        await using var tab = await HubClient.ConnectAsync(ana.Http.BaseAddress!, ana);
        (await api.PostAsync("entities/workitem/1/comments", new { text = "Hello" }, ("X-Actor", "bo"))).Is(Created);
        await tab.TakeAsync("badge", badge => badge["unread"].GetInt32() == 1);
        return await ReadAsync(api, ana);
    }

    /// <summary>All that there is to read, as text.</summary>
    internal static async Task<string> ReadAsync(RestCaller api, RestCaller ana) => string.Join('\n',
        (await api.GetAsync("entities/workitem/1")).Is(OK).Text,
        (await api.GetAsync("entities/workitem/2")).IsProblem(404, "not_found").Text,
        (await api.GetAsync("entities/workitem/1/comments")).Is(OK).Text,
        (await api.GetAsync("entities/workitem/1/followers")).Is(OK).Text,
        (await ana.GetAsync("me/inbox")).Is(OK).Text);
}
