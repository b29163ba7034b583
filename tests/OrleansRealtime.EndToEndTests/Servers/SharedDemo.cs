using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

[assembly: AssemblyFixture(typeof(SharedDemo))]

namespace OrleansRealtime.EndToEndTests.Servers;

/// <summary>One demo for all tests that do its server no harm, started when the first asks for it. Each takes a board of its own.</summary>
public sealed class SharedDemo : IAsyncDisposable
{
    private readonly SemaphoreSlim _once = new(1);
    private ServerProcess? _server;

    internal async Task<ServerProcess> StartAsync()
    {
        await _once.WaitAsync();
        try
        {
            return _server ??= await ServerProcess.StartDemoAsync();
        }
        finally
        {
            _once.Release();
        }
    }

    /// <summary>A workspace with a board as the demo's is at first.</summary>
    internal async Task<RestCaller> NewBoardAsync()
    {
        var server = await StartAsync();
        var (demo, copy) = (server.Caller("demo"), server.NewWorkspace());
        var board = (await demo.GetAsync("entities/board/main")).Is(OK)["fields"];
        await Task.WhenAll(board.EnumerateObject().Select(slot => CopyAsync($"entities/{slot.Name}")));
        (await copy.PutAsync("entities/board/main", new { fields = board })).Is(Created);
        return copy;

        // As the demo does: by those who see to them, and followed by nobody.
        async Task CopyAsync(string path)
        {
            var fields = (await demo.GetAsync(path)).Is(OK)["fields"];
            var assignee = fields.TryGetProperty("assignee", out var user) ? user.GetString() : null;
            (await copy.PutAsync(path, new { fields }, assignee is null ? [] : [("X-Actor", assignee)])).Is(Created);
            if (assignee is not null) (await copy.DeleteAsync($"{path}/followers/{assignee}")).Is(NoContent);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _once.Dispose();
    }
}
