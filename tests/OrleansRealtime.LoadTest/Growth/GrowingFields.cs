using System.Text.Json.Nodes;
using OrleansRealtime.LoadTest.Systems;

namespace OrleansRealtime.LoadTest.Growth;

/// <summary>Fields of each entity that is edited, of which the edits change three.</summary>
internal sealed class GrowingFields : IGrowing
{
    private const string Value = "a value of usual size";

    public string Name => "fields";

    public int[] Steps => [0, 20, 100, 500];

    public async Task<IGrown?> AddAsync(PlatformSystem platform, IReadOnlyList<string> edited, int count, CancellationToken stop)
    {
        var fields = new JsonObject(Enumerable.Range(0, count).Select(n => KeyValuePair.Create($"field-{n:000}", (JsonNode?)Value))).ToJsonString();
        foreach (var entity in edited) await platform.PatchAsync(entity, fields, stop);
        return null;
    }
}
