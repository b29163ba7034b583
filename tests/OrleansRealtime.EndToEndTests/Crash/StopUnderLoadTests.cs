using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Crash;

/// <summary>SIGTERM in the middle of things: the server ends by itself, cleanly, and keeps what it answered.</summary>
public sealed class StopUnderLoadTests
{
    private const int Entities = 4;
    private const int WritersEach = 5;
    private const int AnswersBeforeTheStop = 200;
    private const int Broadcasts = 4;

    /// <summary>What the runtime prints before it aborts a process.</summary>
    private const string Crash = "Unhandled exception";

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_stop_while_many_write_is_clean_and_loses_nothing_that_was_answered(string storeName)
    {
        await using var store = await StoreUnderServer.OfAsync(storeName);
        await using var server = await ServerProcess.StartAsync(store.Settings);
        var api = server.NewWorkspace();
        var names = Enumerable.Range(1, Entities).Select(n => $"{n}").ToList();
        foreach (var name in names)
        {
            await api.CreateAsync("workitem", name, new { });
            foreach (var user in (string[])["ana", "bo", "chi"]) (await api.PutAsync($"entities/workitem/{name}/followers/{user}")).Is(NoContent);
        }

        // More than they ever get to: they end when the server does.
        using var ended = new CancellationTokenSource();
        var writers = names
            .SelectMany(name => Enumerable.Range(1, WritersEach)
                .Select(w => new Writer(api with { Stop = ended.Token }, $"workitem/{name}", $"writer{w}of{name}", int.MaxValue)))
            .ToList();
        var answers = 0;
        var enough = Waiting.Signal();
        var running = Task.WhenAll(writers.Select(writer => writer.RunAsync(
            () => ended.IsCancellationRequested ? Task.FromCanceled(ended.Token) : Task.CompletedTask,
            () =>
            {
                if (Interlocked.Increment(ref answers) == AnswersBeforeTheStop) enough.TrySetResult();
            })));
        Assert.NotSame(running, await Task.WhenAny(enough.Task, running).Within($"{AnswersBeforeTheStop} answers"));

        Assert.Equal(0, await server.StopAsync());

        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.DoesNotContain(Crash, server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("could not be marked", server.Output, StringComparison.Ordinal);
        await server.RestartAsync();
        foreach (var writer in writers)
        {
            var fields = (await api.GetAsync($"entities/{writer.Entity}")).Is(OK)["fields"];
            var value = fields.TryGetProperty(writer.Field, out var field) ? field.GetInt32() : 0;
            // One more than was answered may have been committed, never one less.
            Assert.InRange(value, writer.Acknowledged, writer.Acknowledged + 1);
        }
    }

    [Fact]
    public async Task A_server_that_was_told_to_stop_is_not_ready_at_once_and_serves_until_its_pause_is_over()
    {
        // Far longer than the test, which ends it.
        await using var server = await ServerProcess.StartAsync(("Shutdown:Pause", "00:04:00"), ("Shutdown:Timeout", "00:05:00"));
        var api = server.NewWorkspace();
        await api.CreateAsync("workitem", "1", new { });
        await using var tab = await HubClient.ConnectAsync(server, await api.AsUserAsync("ana"));
        await tab.CallAsync("Watch", (object)new[] { new { type = "workitem", id = "1" } });
        await tab.NextAsync("state");

        await server.Run.SignalAsync("TERM");
        await Waiting.UntilAsync(() => server.Http.GetAsync("/health/ready"), ready => ready.StatusCode == ServiceUnavailable, "the drain");

        (await api.PatchAsync("entities/workitem/1", new { title = "two" })).Is(OK);
        await tab.NextAsync("changed");
        await using var newcomer = await HubClient.ConnectAsync(server, await api.AsUserAsync("bo"));
        await newcomer.NextAsync("badge");
    }

    [Fact]
    public async Task A_stop_during_broadcasts_says_at_most_once_that_calls_find_no_silo_any_more()
    {
        await using var server = await ServerProcess.StartAsync();
        var api = server.NewWorkspace();
        for (var n = 0; n < Broadcasts; n++)
            (await api.PostAsync("notifications", new { to = Enumerable.Range(0, 1_000).Select(i => $"u{n}-{i}"), kind = "told", title = "hello" })).Is(Accepted);

        Assert.Equal(0, await server.StopAsync());

        Assert.DoesNotContain("Polly", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Orleans.Messaging", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Orleans.Grain[", server.Output, StringComparison.Ordinal);
        Assert.InRange(server.Output.Split("found no silo any more").Length - 1, 0, 1);
    }

    [Fact]
    public async Task A_stop_while_the_database_does_not_answer_ends_without_a_crash()
    {
        await using var store = await StoreUnderServer.OfAsync("postgres");
        await using var server = await ServerProcess.StartAsync(store.Settings);
        var api = server.NewWorkspace();
        await api.CreateAsync("workitem", "1", new { });
        await using (await store.LockAsync("Lineage", "GrainState"))
        {
            var edit = api.PatchAsync("entities/workitem/1", new { title = "held up" });

            Assert.Equal(0, await server.StopAsync());

            await Record.ExceptionAsync(() => edit);
        }

        Assert.DoesNotContain(Crash, server.Output, StringComparison.Ordinal);
        Assert.Contains("could not be marked at the stop", server.Output, StringComparison.Ordinal);
        await server.RestartAsync();
        (await api.GetAsync("entities/workitem/1")).Is(OK);
    }
}
