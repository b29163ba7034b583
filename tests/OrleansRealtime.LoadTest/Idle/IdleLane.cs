using OrleansRealtime.LoadTest.Processes;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.LoadTest.Viewers;

namespace OrleansRealtime.LoadTest.Idle;

/// <summary>One system with tabs at which nothing happens. It stays while others are measured.</summary>
internal sealed class IdleLane : IAsyncDisposable
{
    /// <summary>Connections that come and go before anything is measured; they are of other users.</summary>
    private const int First = 200;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    private IdleLane(ISystem system) => (System, Tree) = (system, new(system.Processes));

    public ISystem System { get; }

    public ProcessTree Tree { get; }

    public ViewerGroup Tabs { get; private set; } = new();

    /// <summary>Its memory before it had tabs, in bytes.</summary>
    public long Before { get; private set; }

    public static async Task<IdleLane> StartAsync(string name, IReadOnlyList<string> entities, int connections, int watched, CancellationToken stop)
    {
        var lane = new IdleLane(await Contenders.StartAsync(name, stop));
        try
        {
            await lane.System.CreateAsync(entities, stop);
            await using (await QuietTabs.OpenAsync(lane.System, entities, First, watched, stop, first: connections))
            {
            }

            await Task.Delay(Settling, stop);
            lane.Before = lane.Tree.Memory;
            lane.Tabs = await QuietTabs.OpenAsync(lane.System, entities, connections, watched, stop);
            await Task.Delay(Settling, stop);
            return lane;
        }
        catch
        {
            await lane.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Tabs.DisposeAsync();
        await System.DisposeAsync();
    }
}
