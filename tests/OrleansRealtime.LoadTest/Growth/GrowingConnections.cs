using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.LoadTest.Viewers;

namespace OrleansRealtime.LoadTest.Growth;

/// <summary>Open pages, each of which shows twenty of two thousand entities that nobody edits.</summary>
internal sealed class GrowingConnections : IGrowing
{
    private const int Entities = 2_000;
    private const int Watched = 20;

    public string Name => "connections";

    public int[] Steps => [0, 500, 2_000, 5_000];

    public async Task<IGrown?> AddAsync(PlatformSystem platform, IReadOnlyList<string> edited, int count, CancellationToken stop)
    {
        string[] quiet = [.. Enumerable.Range(0, Entities).Select(n => $"quiet-{n:000000}")];
        await platform.CreateAsync(quiet, stop);
        return new Tabs(await QuietTabs.OpenAsync(platform, quiet, count, Watched, stop));
    }

    private sealed class Tabs(ViewerGroup tabs) : IGrown
    {
        public void Check(Report report, string step) => tabs.Check(report, step);

        public ValueTask DisposeAsync() => tabs.DisposeAsync();
    }
}
