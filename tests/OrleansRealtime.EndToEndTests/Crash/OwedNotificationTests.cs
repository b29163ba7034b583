using OrleansRealtime.EndToEndTests.Access;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Crash;

/// <summary>A comment that was answered owes its notification, whatever happens to the process.</summary>
public sealed class OwedNotificationTests
{
    [Fact]
    public async Task What_could_not_be_delivered_before_a_kill_is_delivered_once_by_the_sweep_after_it()
    {
        await using var app = await CallbackApp.StartAsync();
        await using var server = await ServerProcess.StartAsync(("Access:CallbackUrl", app.Url), ("Access:Timeout", "00:00:30"));
        var api = server.NewWorkspace();
        var bo = await api.AsUserAsync("bo");
        await api.CreateAsync("workitem", "1", new { title = "Owed" });
        (await api.PutAsync("entities/workitem/1/followers/bo")).Is(NoContent);

        // Whether bo may still hear of it cannot be told, so the delivery waits: the entity owes it.
        static bool IsAboutBo(AccessQuestion question) => question.User == "bo";
        app.Answer = question => IsAboutBo(question) ? null : "write";
        (await api.PostAsync("entities/workitem/1/comments", new { text = "Are you there?" }, ("X-Actor", "ana"))).Is(Created);
        // Tries come after 0, 1, 2 and 4 seconds, and the sweep looks after what is 5 seconds old.
        await app.AskedAsync(IsAboutBo, times: 4, "four tries to deliver");
        await server.KillAsync();
        app.Answer = _ => "write";
        await server.RestartAsync();

        // Nobody touches the entity. The sweep has to find it.
        await using var tab = await HubClient.ConnectAsync(server, bo);
        await tab.TakeAsync("badge", badge => badge["unread"].GetInt32() == 1, Waiting.Sweep);
        var item = Assert.Single((await bo.GetAsync("me/inbox")).Is(OK)["items"].EnumerateArray());
        Assert.Equal("commented", item.GetProperty("kind").GetString());
        Assert.Equal(1, item.GetProperty("count").GetInt32());
        Assert.Equal("Are you there?", item.GetProperty("body").GetString());
    }

    [Fact]
    public async Task Every_comment_answered_before_a_kill_notifies_exactly_once_after_it()
    {
        const int comments = 40;
        const int answersBeforeTheKill = 15;
        await using var server = await ServerProcess.StartAsync();
        var api = server.NewWorkspace();
        var bo = await api.AsUserAsync("bo");
        for (var n = 1; n <= comments; n++)
        {
            await api.CreateAsync("workitem", $"{n}", new { title = $"Item {n}" });
            (await api.PutAsync($"entities/workitem/{n}/followers/bo")).Is(NoContent);
        }

        var answered = 0;
        var enough = Waiting.Signal();
        var sending = Enumerable.Range(1, comments).Select(async n =>
        {
            if (!await TryCommentAsync(api, n)) return n;
            if (Interlocked.Increment(ref answered) == answersBeforeTheKill) enough.SetResult();
            return 0;
        }).ToList();
        await enough.Task.Within($"{answersBeforeTheKill} answers");
        await server.KillAsync();
        var unanswered = (await Task.WhenAll(sending)).Where(n => n > 0).ToList();
        await server.RestartAsync();

        // Only what was not answered is sent again, under its key; what was answered nobody touches.
        foreach (var n in unanswered) Assert.True(await TryCommentAsync(api, n), $"Comment {n} is not answered by the new process either.");
        await using var tab = await HubClient.ConnectAsync(server, bo);
        await tab.TakeAsync("badge", badge => badge["unread"].GetInt32() >= comments, Waiting.Sweep);

        // Whatever is told after this one has come after all that is owed.
        (await api.PostAsync("notifications", new { to = new[] { "bo" }, kind = "fence", title = "The last" })).Is(Accepted);
        await tab.TakeAsync("notification", item => item.Text("kind") == "fence");
        var items = (await bo.GetAsync("me/inbox?limit=100")).Is(OK)["items"].EnumerateArray().Where(item => item.GetProperty("kind").GetString() == "commented").ToList();
        Assert.Equal(comments, items.Count);
        Assert.All(items, item => Assert.Equal(1, item.GetProperty("count").GetInt32()));
        Assert.Equal(comments, items.Select(item => item.GetProperty("entity").GetProperty("id").GetString()).Distinct().Count());
    }

    private static async Task<bool> TryCommentAsync(RestCaller api, int n)
    {
        try
        {
            var answer = await api.PostAsync(
                $"entities/workitem/{n}/comments", new { text = $"Comment {n}" }, ("X-Actor", "ana"), ("Idempotency-Key", $"comment-{n}"));
            if (answer.Status == ServiceUnavailable) return false;
            answer.Is(Created);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
