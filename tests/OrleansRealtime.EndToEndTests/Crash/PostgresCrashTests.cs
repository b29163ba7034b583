using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Crash;

/// <summary>The database's processes end at once, again and again, under load; the platform's go on.</summary>
public sealed class PostgresCrashTests
{
    private const int Crashes = 3;
    private const int Entities = 4;
    private const int WritersEach = 3;
    private const int MutationsEach = 60;

    /// <summary>Answers between a start of the database and its next crash.</summary>
    private const int AnswersPerLife = 120;

    [Fact]
    public async Task Nothing_that_was_answered_is_lost_doubled_or_undone_and_the_server_recovers()
    {
        Requirement.Is(PrivatePostgres.IsThere, "PostgreSQL is missing: build/need.sh postgres.");
        await using var postgres = await PrivatePostgres.StartAsync(durable: true);
        await using var store = await StoreUnderServer.OnAsync(postgres);
        await using var server = await ServerProcess.StartAsync(store.Settings);
        var api = server.NewWorkspace();
        var names = Enumerable.Range(1, Entities).Select(n => $"{n}").ToList();
        foreach (var name in names) await api.CreateAsync("workitem", name, new { });
        var writers = names
            .SelectMany(name => Enumerable.Range(1, WritersEach).Select(w => new Writer(api, $"workitem/{name}", $"writer{w}of{name}", MutationsEach)))
            .ToList();
        var answers = 0;
        var enough = Waiting.Signal();
        // They go on all the time: what fails they send again, and a server that never recovers never lets them end.
        var running = Task.WhenAll(writers.Select(writer => writer.RunAsync(() => Task.CompletedTask, () =>
        {
            if (Interlocked.Increment(ref answers) % AnswersPerLife == 0) Volatile.Read(ref enough).TrySetResult();
        })));

        for (var crash = 0; crash < Crashes; crash++)
        {
            var reached = await Task.WhenAny(enough.Task, running).Within($"{AnswersPerLife} answers");
            Assert.NotSame(running, reached);
            await postgres.CrashAsync();
            var unready = await Waiting.UntilAsync(() => api.GetAsync("/health/ready"), answer => answer.Status == ServiceUnavailable, "the end of readiness");
            Assert.Equal("unavailable", unready["status"].GetString());
            Assert.Equal("ok", (await api.GetAsync("/health")).Is(OK)["status"].GetString());
            Volatile.Write(ref enough, Waiting.Signal());
            await postgres.StartAsync();
        }

        await running.Within("the writers to end", Waiting.Sweep);
        foreach (var name in names)
        {
            var state = (await api.GetAsync($"entities/workitem/{name}")).Is(OK);
            // One for its creation, one for each mutation: no retry took effect twice.
            Assert.EndsWith($":{1 + (WritersEach * MutationsEach)}", state.Position, StringComparison.Ordinal);
            Assert.All(state["fields"].EnumerateObject(), field => Assert.Equal(MutationsEach, field.Value.GetInt32()));
        }

        (await api.GetAsync("/health/ready")).Is(OK);
    }
}
