using OrleansRealtime.EndToEndTests.Live;
using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Crash;

/// <summary>kill -9, again and again, under load.</summary>
public sealed class KillUnderLoadTests
{
    private const int Kills = 4;
    private const int Entities = 4;
    private const int WritersEach = 3;
    private const int MutationsEach = 60;

    /// <summary>Answers between a start and the next kill.</summary>
    private const int AnswersPerLife = 100;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task No_mutation_that_was_answered_is_lost_doubled_or_undone_and_viewers_end_where_it_ends(string storeName)
    {
        await using var store = await StoreUnderServer.OfAsync(storeName);
        await using var server = await ServerProcess.StartAsync(store.Settings);
        var api = server.NewWorkspace();
        var names = Enumerable.Range(1, Entities).Select(n => $"{n}").ToList();
        foreach (var name in names) await api.CreateAsync("workitem", name, new { });
        var viewer = await api.AsUserAsync("ana");
        var views = names.ToDictionary(name => name, name => new EntityView("workitem", name));
        var writers = names
            .SelectMany(name => Enumerable.Range(1, WritersEach).Select(w => new Writer(api, $"workitem/{name}", $"writer{w}of{name}", MutationsEach)))
            .ToList();

        var answers = 0;
        var enough = Waiting.Signal();
        var serving = Waiting.Signal();
        serving.SetResult();
        var running = Task.WhenAll(writers.Select(writer => writer.RunAsync(() => Volatile.Read(ref serving).Task, () =>
        {
            if (Interlocked.Increment(ref answers) % AnswersPerLife == 0) Volatile.Read(ref enough).TrySetResult();
        })));

        for (var kill = 0; kill < Kills; kill++)
        {
            await using var tab = await HubClient.ConnectAsync(server, viewer);
            await tab.WatchAsync([.. views.Values.Select(view => view.Watched)]);
            var reached = await Task.WhenAny(enough.Task, running).Within($"{AnswersPerLife} answers");
            if (reached == running) await running;

            // From here on nobody may send to a server that is not there; who has sent already finds out.
            Volatile.Write(ref serving, Waiting.Signal());
            await server.KillAsync();
            await tab.Closed.Within("the killed server's connection to end");
            foreach (var view in views.Values)
            {
                view.CatchUp(tab);
                view.Reconnect();
            }

            Volatile.Write(ref enough, Waiting.Signal());
            await server.RestartAsync();
            foreach (var writer in writers) await HasAsync(api, writer, writer.Acknowledged);
            Volatile.Read(ref serving).SetResult();
        }

        await running.Within("the writers to end");
        await using var last = await HubClient.ConnectAsync(server, viewer);
        await last.WatchAsync([.. views.Values.Select(view => view.Watched)]);
        foreach (var name in names)
        {
            var state = (await api.GetAsync($"entities/workitem/{name}")).Is(OK);
            // One for its creation, one for each mutation: as many as there were, and no retry took effect twice.
            Assert.Equal(1 + (WritersEach * MutationsEach), VersionOf(state.Position));
            await views[name].ReachAsync(last, state.Position);
            foreach (var field in state["fields"].EnumerateObject())
            {
                Assert.Equal(MutationsEach, field.Value.GetInt32());
                Assert.Equal(field.Value.GetRawText(), views[name][field.Name]);
            }
        }
    }

    private static async Task HasAsync(RestCaller api, Writer writer, int atLeast)
    {
        var state = (await api.GetAsync($"entities/{writer.Entity}")).Is(OK);
        var value = state["fields"].TryGetProperty(writer.Field, out var field) ? field.GetInt32() : 0;
        // One more than was answered may have been committed, never one less.
        Assert.InRange(value, atLeast, atLeast + 1);
        Assert.True(VersionOf(state.Position) >= writer.Version, $"{state} is before version {writer.Version}, which was answered.");
    }

    private static long VersionOf(string position) => long.Parse(position.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
}
