using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Client;
using OrleansRealtime.Client.Entities;

namespace OrleansRealtime.EndToEndTests.Client;

/// <summary>The .NET client over the end of its server.</summary>
public sealed class RestartTests
{
    private static readonly EntityRef Item = new("workitem", "1");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_and_watches_go_on_with_the_next_start()
    {
        string[] ends = ["TERM", "kill -9"];
        await using var server = await ServerProcess.StartAsync();
        await using var services = new ServiceCollection().AddRealtimeClient(options =>
        {
            (options.Url, options.Workspace, options.ApiKey) = (server.Url, "demo", server.ApiKey);
            // A machine that runs ten times as much as it can takes long to start a server.
            options.RetryFor = TimeSpan.FromMinutes(10);
        }).BuildServiceProvider();
        var client = services.GetRequiredService<RealtimeClient>();
        await client.CreateAsync(Item, new Fields(0), cancellation: Stop);
        await using var views = client.For("ana").WatchAsync<Fields>(Item, Stop).GetAsyncEnumerator(Stop);
        List<EntityView<Fields>> seen = [];
        await UntilAsync(view => view.Status == ViewStatus.Fresh, "the state");

        for (var n = 1; n <= ends.Length; n++)
        {
            if (ends[n - 1] == "TERM") await server.StopAsync();
            else await server.KillAsync();
            await UntilAsync(view => view.Status == ViewStatus.Stale, "the loss");
            // Nobody is there to hear it: it is tried until somebody is.
            var patching = client.PatchAsync<Fields>(Item, new { n }, cancellation: Stop);
            await server.RestartAsync();
            var patched = await patching.Within("the patch", TimeSpan.FromMinutes(10));
            Assert.Equal((n, 1 + n), (patched.Fields.N, patched.Position.Version));
            await UntilAsync(view => view is { Status: ViewStatus.Fresh } && view.Position == patched.Position, "the patched state");
        }

        var versions = seen.Select(view => view.Position!.Value.Version).ToList();
        Assert.Equal(versions.Order(), versions);

        async Task UntilAsync(Predicate<EntityView<Fields>> isSo, string what)
        {
            do
            {
                Assert.True(await views.MoveNextAsync().AsTask().Within(what), $"It ended before {what}.");
                seen.Add(views.Current);
            }
            while (!isSo(views.Current));
        }
    }

    private sealed record Fields(int N);
}
