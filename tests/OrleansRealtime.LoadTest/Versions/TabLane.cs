using System.Diagnostics;
using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Processes;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.LoadTest.Viewers;

namespace OrleansRealtime.LoadTest.Versions;

/// <summary>The platform with tabs that note the versions that they have. Kept while others are measured.</summary>
internal sealed class TabLane : IAsyncDisposable
{
    /// <summary>How long the last frames may be on their way.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly EditLedger _ledger = new();
    private readonly Deliveries _nothing = new();
    private readonly List<TabView> _views = [];
    private readonly ViewerGroup _viewers = new();
    private readonly Dictionary<string, List<TabView>> _tabsOf = [];
    private readonly List<string> _faults = [];

    private TabLane(PlatformSystem system) => System = system;

    public PlatformSystem System { get; }

    /// <param name="name">A store, by the words of <see cref="Contenders"/>.</param>
    /// <param name="tabs">What each tab watches.</param>
    public static async Task<TabLane> StartAsync(string name, IReadOnlyList<IReadOnlyList<string>> tabs, CancellationToken stop) =>
        await StartAsync(await Contenders.StartAsync(name, stop), tabs, stop);

    /// <param name="system">The platform, which ends with the lane.</param>
    /// <param name="tabs">What each tab watches.</param>
    public static async Task<TabLane> StartAsync(ISystem system, IReadOnlyList<IReadOnlyList<string>> tabs, CancellationToken stop)
    {
        var lane = new TabLane((PlatformSystem)system);
        try
        {
            await lane.System.CreateAsync([.. tabs.SelectMany(watched => watched).Distinct()], stop);
            await lane._viewers.OpenAsync(tabs, watched => lane.OpenAsync(watched, stop));
            return lane;
        }
        catch
        {
            await lane.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends an edit and notes what version it made.</summary>
    /// <param name="body">A merge patch that changes something.</param>
    /// <param name="due">When it was to be sent, as a timestamp of this process.</param>
    /// <exception cref="HttpRequestException">It was not taken.</exception>
    public async Task EditAsync(string entity, string body, string? actor, long due, CancellationToken stop) =>
        _ledger.Add(entity, await System.PatchAsync(entity, body, stop, actor), due);

    /// <param name="edits">Sends edits, and ends when all are answered.</param>
    public async Task<TabWindow> MeasureAsync(Func<Task> edits)
    {
        var (began, frames) = (Stopwatch.GetTimestamp(), Frames);
        var usage = await Usage.OfAsync(new(System.Processes), System.Store is { } store ? new(store) : null, async () =>
        {
            await edits();
            await ArrivedAsync();
        });
        var length = Stopwatch.GetElapsedTime(began);
        var (count, latencies, faults) = _ledger.Take(entity => _tabsOf[entity]);
        _faults.AddRange(faults);
        return new(usage, length, count, Frames - frames, latencies);
    }

    /// <summary>Says what was lost or doubled, on the way into the store or out of it.</summary>
    public void Check(Report report)
    {
        _viewers.Check(report, System.Name);
        report.AddFaults(System.Name, [.. _faults, .. _views.SelectMany((view, tab) => view.Faults.Select(fault => $"tab {tab} {fault}"))]);
    }

    public async ValueTask DisposeAsync()
    {
        await _viewers.DisposeAsync();
        await System.DisposeAsync();
    }

    private long Frames => _views.Sum(view => view.Frames);

    private Task<Viewer> OpenAsync(IReadOnlyList<string> watched, CancellationToken stop)
    {
        var view = new TabView();
        _views.Add(view);
        foreach (var entity in watched)
        {
            if (!_tabsOf.TryGetValue(entity, out var tabs)) _tabsOf[entity] = tabs = [];
            tabs.Add(view);
        }

        return Viewer.OpenAsync(System.Protocol, watched, new(_nothing), stop, view.Take);
    }

    // All that was answered is there, or nothing has come for a while.
    private async Task ArrivedAsync()
    {
        var (newest, began) = (_ledger.Newest(), Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(began) < Grace && newest.Any(entity => _tabsOf[entity.Key].Exists(tab => tab.VersionOf(entity.Key) < entity.Value)))
            await Task.Delay(2);
    }
}
