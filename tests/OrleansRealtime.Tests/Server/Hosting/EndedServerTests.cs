using System.Runtime.CompilerServices;

namespace OrleansRealtime.Tests.Server.Hosting;

public sealed class EndedServerTests
{
    [Fact]
    public async Task A_server_that_has_ended_leaves_nothing_behind_in_its_process()
    {
        // What lives as long as the process remembers in whose course it began: that of the first server.
        await RunAsync();
        var server = await RunAsync();

        await Waiting.UntilAsync(IsThereAsync, isThere => !isThere, "the server to be collected");

        Task<bool> IsThereAsync()
        {
            GC.Collect();
            return Task.FromResult(server.IsAlive);
        }
    }

    // A method of its own: no variable of the test may hold the server.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> RunAsync()
    {
        await using var app = new ServerApp();
        (await app.Api().PutAsync("entities/task/1", new { fields = new { title = "one" } })).Is(201);
        return new(app.Services);
    }
}
