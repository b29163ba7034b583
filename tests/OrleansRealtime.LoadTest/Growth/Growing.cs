using System.Text.Json.Nodes;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.LoadTest.Viewers;

namespace OrleansRealtime.LoadTest.Growth;

/// <summary>Entities that are in memory and that nobody edits.</summary>
internal sealed class GrowingEntities : IGrowing
{
    public string Name => "entities";

    public string Steps => "0,1000,10000,100000";

    public async Task<IAsyncDisposable?> AddAsync(PlatformSystem platform, IReadOnlyList<string> edited, int count, CancellationToken stop)
    {
        await platform.CreateAsync([.. Enumerable.Range(0, count).Select(n => $"quiet-{n:000000}")], stop);
        return null;
    }
}

/// <summary>Open pages, each of which shows twenty of two thousand entities that nobody edits.</summary>
internal sealed class GrowingConnections : IGrowing
{
    private const int Entities = 2_000;
    private const int Watched = 20;

    public string Name => "connections";

    public string Steps => "0,500,2000,5000";

    public async Task<IAsyncDisposable?> AddAsync(PlatformSystem platform, IReadOnlyList<string> edited, int count, CancellationToken stop)
    {
        string[] quiet = [.. Enumerable.Range(0, Entities).Select(n => $"quiet-{n:000000}")];
        await platform.CreateAsync(quiet, stop);
        return await QuietTabs.OpenAsync(platform, quiet, count, Watched, stop);
    }
}

/// <summary>Fields of each entity that is edited, of which the edits change three.</summary>
internal sealed class GrowingFields : IGrowing
{
    private const string Value = "a value of usual size";

    public string Name => "fields";

    public string Steps => "0,20,100,500";

    public async Task<IAsyncDisposable?> AddAsync(PlatformSystem platform, IReadOnlyList<string> edited, int count, CancellationToken stop)
    {
        var fields = new JsonObject(Enumerable.Range(0, count).Select(n => KeyValuePair.Create($"field-{n:000}", (JsonNode?)Value))).ToJsonString();
        foreach (var entity in edited) await platform.PatchAsync(entity, fields, stop);
        return null;
    }
}
