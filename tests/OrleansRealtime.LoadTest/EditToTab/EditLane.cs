using System.Diagnostics;
using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Processes;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.LoadTest.Versions;
using OrleansRealtime.LoadTest.Viewers;

namespace OrleansRealtime.LoadTest.EditToTab;

/// <summary>One system with its viewers and its load, kept warm while others are measured.</summary>
internal sealed class EditLane : IAsyncDisposable
{
    /// <summary>How long the last frames may be on their way.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Deliveries _deliveries = new();
    private readonly EditShape _shape;
    private readonly string[] _entities;
    private readonly EditLoad _load;
    private readonly ViewerGroup _viewers = new();
    private readonly List<TabView> _views = [];

    private EditLane(ISystem system, EditShape shape)
    {
        (System, _shape) = (system, shape);
        _entities = [.. Enumerable.Range(0, shape.Entities).Select(n => $"item-{n:00000}")];
        _load = new(system, _entities, shape.Rate);
    }

    public ISystem System { get; }

    public IReadOnlyList<string> Entities => _entities;

    /// <summary>Whether it still compiled when its warm-up ended.</summary>
    public bool IsCompiling { get; private set; }

    /// <summary>A system that compiles no more, or that was given up after <paramref name="warmUp"/>.</summary>
    public static async Task<EditLane> StartAsync(string name, EditShape shape, TimeSpan warmUp, CancellationToken stop)
    {
        var lane = await OpenAsync(name, shape, stop);
        try
        {
            lane.IsCompiling = await WarmUp.RunAsync(lane.System, () => lane.LoadAsync(TimeSpan.FromSeconds(1), stop), warmUp);
            return lane;
        }
        catch
        {
            await lane.DisposeAsync();
            throw;
        }
    }

    /// <summary>A system with its viewers that did not work yet.</summary>
    public static async Task<EditLane> OpenAsync(string name, EditShape shape, CancellationToken stop)
    {
        var lane = new EditLane(await Contenders.StartAsync(name, stop), shape);
        try
        {
            await lane.System.CreateAsync(lane._entities, stop);
            await lane._viewers.OpenAsync(
                Enumerable.Range(0, shape.Entities * shape.Viewers),
                n => lane.OpenAsync(n / shape.Viewers, isFirst: n % shape.Viewers == 0, stop));
            return lane;
        }
        catch
        {
            await lane.DisposeAsync();
            throw;
        }
    }

    /// <summary>Edits that are not measured.</summary>
    public Task LoadAsync(TimeSpan length, CancellationToken stop) => _load.RunAsync(length, stop);

    public async Task<EditWindow> MeasureAsync(TimeSpan length, CancellationToken stop)
    {
        // It was idle while others were measured.
        await _load.RunAsync(TimeSpan.FromSeconds(1), stop);
        await ArrivedAsync();
        _deliveries.Take();
        var (edits, frames) = (_load.Edits, _deliveries.Count);
        var usage = await Usage.OfAsync(new(System.Processes), System.Store is { } store ? new(store) : null, async () =>
        {
            await _load.RunAsync(length, stop);
            await ArrivedAsync();
        });
        edits = _load.Edits - edits;
        return new(usage, edits, _deliveries.Count - frames, edits * _shape.Viewers, _deliveries.Take());
    }

    /// <summary>Says what a viewer was not told, or twice.</summary>
    public async Task CheckAsync(Report report, CancellationToken stop)
    {
        // Edits of one entity that were under way at once were taken in whatever order. One more, alone, is the last.
        await _load.EditEachAsync(stop);
        await ArrivedAsync();
        _viewers.Check(report, System.Name);
        report.AddFaults(System.Name, [.. _views.SelectMany(view => view.Faults).Select(fault => $"a viewer {fault}")]);
        for (var n = 0; n < _viewers.All.Count; n++)
        {
            var (viewer, entity) = (_viewers.All[n], n / _shape.Viewers);
            var (who, sent) = ($"{System.Name}: a viewer of {_entities[entity]}", _load.SentTo(entity));
            if (viewer.Marks.Doubled > 0) report.AddFault($"{who} was told {viewer.Marks.Doubled} edits twice.");
            if (!System.Coalesces && viewer.Marks.Came < sent) report.AddFault($"{who} was told {viewer.Marks.Came} of {sent} edits.");
            if (viewer.Marks.Last < sent) report.AddFault($"{who} was told edit {viewer.Marks.Last} last, of {sent}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _viewers.DisposeAsync();
        await System.DisposeAsync();
    }

    private Task<Viewer> OpenAsync(int entity, bool isFirst, CancellationToken stop)
    {
        TabView? view = null;
        // A frame says from which version it goes on. One viewer of each entity looks, because that costs more than to look for marks.
        if (isFirst && System is PlatformSystem) _views.Add(view = new());
        return Viewer.OpenAsync(
            System.Protocol, [_entities[entity]], new(_deliveries, System.Coalesces ? _load.DueOf(entity) : null), stop, view is null ? null : view.Take);
    }

    // All that were sent have come, or nothing has come for a while.
    private async Task ArrivedAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < Grace && !IsCurrent()) await Task.Delay(5);
    }

    private bool IsCurrent()
    {
        for (var n = 0; n < _viewers.All.Count; n++)
        {
            if (_viewers.All[n].Marks.Last < _load.SentTo(n / _shape.Viewers)) return false;
        }

        return true;
    }
}
