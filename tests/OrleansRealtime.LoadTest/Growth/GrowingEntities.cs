using OrleansRealtime.LoadTest.Systems;

namespace OrleansRealtime.LoadTest.Growth;

/// <summary>Entities that are in memory and that nobody edits.</summary>
internal sealed class GrowingEntities : IGrowing
{
    public string Name => "entities";

    public int[] Steps => [0, 1_000, 10_000, 100_000];

    public async Task<IGrown?> AddAsync(PlatformSystem platform, IReadOnlyList<string> edited, int count, CancellationToken stop)
    {
        await platform.CreateAsync([.. Enumerable.Range(0, count).Select(n => $"quiet-{n:000000}")], stop);
        return null;
    }
}
