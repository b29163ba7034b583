using System.Diagnostics;
using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.LoadTest.Viewers;

namespace OrleansRealtime.LoadTest.Inboxes;

/// <summary>Users with a tab each, whose badges are watched.</summary>
internal sealed class Bells(PlatformSystem system) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Deliveries _nothing = new();
    private readonly List<BadgeTab> _tabs = [];
    private readonly ViewerGroup _viewers = new();
    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Users => [.. _tabs.Select(tab => tab.User)];

    /// <summary>Opens tabs until so many users have one.</summary>
    public async Task OpenAsync(int users, CancellationToken stop)
    {
        List<BadgeTab> tabs = [.. Enumerable.Range(_tabs.Count, Math.Max(0, users - _tabs.Count)).Select(n => new BadgeTab($"user-{n:00000}"))];
        await _viewers.OpenAsync(tabs, async tab => await Viewer.OpenAsync(await system.ProtocolOfAsync(tab.User), [], new(_nothing), stop, tab.Take));
        _tabs.AddRange(tabs);
    }

    /// <summary>Has the first of the users told something, and ends when each of their badges counts it.</summary>
    /// <param name="users">How many of them.</param>
    /// <param name="times">How often each is told.</param>
    /// <returns>From the call to the last badge.</returns>
    public async Task<TimeSpan> ToldAsync(int users, int times, Func<Task> tell, CancellationToken stop)
    {
        Check();
        var told = _tabs[..users];
        foreach (var tab in told) tab.Due += times;
        var began = Stopwatch.GetTimestamp();
        await tell();
        while (Stopwatch.GetElapsedTime(began) < Patience && told.Exists(tab => tab.Number < tab.Due)) await Task.Delay(10, stop);
        return Stopwatch.GetElapsedTime(began, told.Max(tab => tab.Since));
    }

    /// <summary>Says who was told less, or more, than there was to tell.</summary>
    public void Check(Report report)
    {
        Check();
        _viewers.Check(report, system.Name);
        foreach (var faults in _tabs.SelectMany(tab => tab.Faults.Select(fault => (tab.User, Fault: fault))).GroupBy(fault => fault.Fault))
            report.AddFault($"{system.Name}: {faults.Count()} users {faults.Key}, as {faults.First().User}");
        foreach (var fault in _faults) report.AddFault($"{system.Name}: {fault}");
    }

    public ValueTask DisposeAsync() => _viewers.DisposeAsync();

    private void Check()
    {
        foreach (var side in _tabs.Where(tab => tab.Number != tab.Due).GroupBy(tab => tab.Number < tab.Due ? "less" : "more"))
            _faults.Add($"{side.Count()} users were told {side.Key} than there was, as {side.First().User}: {side.First().Number} for {side.First().Due}");
        // Each fault is said once.
        foreach (var tab in _tabs) tab.Due = tab.Number;
    }
}
