using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Systems;

namespace OrleansRealtime.LoadTest.Viewers;

/// <summary>Pages that are open, each on a connection of its own, and show some of many entities at which nothing happens.</summary>
internal sealed class QuietTabs : IAsyncDisposable
{
    private const int OpenedAtOnce = 50;

    private readonly CancellationTokenSource _end = new();
    private readonly List<Viewer> _viewers = [];
    private readonly List<Task> _pinging = [];

    private QuietTabs()
    {
    }

    /// <summary>Opens them, and has them say in time that they live.</summary>
    /// <param name="watched">How many of the entities each shows.</param>
    public static async Task<QuietTabs> OpenAsync(ISystem system, IReadOnlyList<string> entities, int count, int watched, CancellationToken stop)
    {
        var tabs = new QuietTabs();
        var deliveries = new Deliveries();
        try
        {
            foreach (var part in Enumerable.Range(0, count).Chunk(OpenedAtOnce))
            {
                var viewers = await Task.WhenAll(part.Select(n => Viewer.OpenAsync(system.Protocol, Shown(n), deliveries, stop)));
                tabs._viewers.AddRange(viewers);
                // At once: opening them all takes longer than a tab may be silent.
                tabs._pinging.Add(ViewerPings.SendAsync(viewers, tabs._end.Token));
            }

            return tabs;
        }
        catch
        {
            await tabs.DisposeAsync();
            throw;
        }

        string[] Shown(int tab) => [.. Enumerable.Range(0, watched).Select(n => entities[((tab * 7) + (n * 13)) % entities.Count]).Distinct()];
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        foreach (var pinging in _pinging) await pinging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var viewer in _viewers) await viewer.DisposeAsync();
        _end.Dispose();
    }
}
