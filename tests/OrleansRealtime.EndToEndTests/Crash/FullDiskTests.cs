using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Crash;

/// <summary>A database that may grow no more is a full disk: refused in time, and nothing half there.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task A_full_disk_is_a_503_with_retry_after_and_what_was_refused_is_not_half_there()
    {
        await using var server = await ServerProcess.StartAsync(("Data:MaxPages", "120"));
        var api = server.NewWorkspace();
        var bo = await api.AsUserAsync("bo");
        await api.CreateAsync("workitem", "1", new { title = "small" });
        (await api.PutAsync("entities/workitem/1/followers/bo")).Is(NoContent);
        await using var tab = await HubClient.ConnectAsync(server, bo);
        await tab.OpenAsync("workitem", "1");

        // Comments stay where they are and take room; each is text, outbox entry and key in one commit. Others write meanwhile,
        // deliveries above all, and may make room for one more: full is the disk that refused three times.
        var accepted = 0;
        for (var refusals = 0; refusals < 3;)
        {
            var answer = await CommentAsync(api, accepted + 1);
            if (answer.Status == Created)
            {
                Assert.True(++accepted < 500, "500 comments of 8 KB fit into 120 pages.");
                continue;
            }

            refusals++;
            Assert.Contains(answer["code"].GetString(), (string[])["outcome_unknown", "unavailable"]);
            answer.IsProblem(503, answer["code"].GetString()!);
            Assert.True(answer.Headers.ContainsKey("Retry-After"));
            (await api.GetAsync("/health")).Is(OK);
        }

        // Room again: exactly what was answered is there, and the refused one takes effect once.
        await server.KillAsync();
        await server.RestartAsync(("Data:MaxPages", "100000"));
        Assert.Equal(accepted, (await api.GetAsync("entities/workitem/1")).Is(OK)["comments"].GetInt32());
        var retried = (await CommentAsync(api, accepted + 1)).Is(Created);
        Assert.False(retried.Replayed);
        Assert.EndsWith($":{1 + accepted + 1}", retried.ETag!.Trim('"'));
        Assert.True((await CommentAsync(api, accepted + 1)).Is(Created).Replayed);

        // What was answered last is told, and nothing more than was answered; comments that came too fast for the bell gathered.
        await using var back = await HubClient.ConnectAsync(server, bo);
        while (!(await ItemsAsync(bo)).Any(item => item.GetProperty("body").GetString()!.StartsWith($"{accepted + 1} ", StringComparison.Ordinal)))
            await back.TakeAsync("badge", _ => true, Waiting.Sweep);
        Assert.InRange((await ItemsAsync(bo)).Sum(item => item.GetProperty("count").GetInt32()), 1, accepted + 1);
        Assert.True(tab.FramesOf("changed", "workitem", "1").Count <= accepted);
    }

    private static async Task<IEnumerable<JsonElement>> ItemsAsync(RestCaller user) => (await user.GetAsync("me/inbox"))["items"].EnumerateArray();

    private static Task<RestAnswer> CommentAsync(RestCaller api, int n) => api.PostAsync(
        "entities/workitem/1/comments", new { text = $"{n} {new string('x', 8_000)}" }, ("X-Actor", "ana"), ("Idempotency-Key", $"comment-{n}"));
}
