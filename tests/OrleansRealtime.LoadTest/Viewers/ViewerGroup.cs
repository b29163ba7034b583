using OrleansRealtime.LoadTest.Reports;

namespace OrleansRealtime.LoadTest.Viewers;

/// <summary>Viewers that are open at the same time, and say in time that they live.</summary>
internal sealed class ViewerGroup : IAsyncDisposable
{
    private const int OpenedAtOnce = 50;

    private readonly CancellationTokenSource _end = new();
    private readonly List<Viewer> _viewers = [];
    private readonly List<Task> _pinging = [];

    /// <summary>In the order in which they were to be opened.</summary>
    public IReadOnlyList<Viewer> All => _viewers;

    /// <summary>Opens one for each, some at a time.</summary>
    public async Task OpenAsync<T>(IEnumerable<T> those, Func<T, Task<Viewer>> open)
    {
        foreach (var part in those.Chunk(OpenedAtOnce))
        {
            var viewers = await Task.WhenAll(part.Select(open));
            _viewers.AddRange(viewers);
            // At once: opening them all takes longer than one may be silent.
            _pinging.Add(ViewerPings.SendAsync(viewers, _end.Token));
        }
    }

    /// <summary>Says which are open no more: who was sent away, or whose connection broke, costs nothing.</summary>
    /// <param name="whose">The system, as the table names it.</param>
    public void Check(Report report, string whose)
    {
        List<string> ended = [.. _viewers.Select(viewer => viewer.Ended).OfType<string>()];
        if (ended.Count > 0) report.AddFault($"{whose}: {ended.Count} of {_viewers.Count} tabs are open no more, the first because: {ended[0]}");
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        foreach (var pinging in _pinging) await pinging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var viewer in _viewers) await viewer.DisposeAsync();
        _end.Dispose();
    }
}
