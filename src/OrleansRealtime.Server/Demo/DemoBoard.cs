using System.Collections.Immutable;
using System.Text.Json;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Server.Demo;

/// <summary>The board that the demo begins with: <c>board.json</c>, built into the assembly.</summary>
internal sealed record DemoBoard(ImmutableArray<DemoItem> Items)
{
    public static DemoBoard Load()
    {
        using var json = typeof(DemoBoard).Assembly.GetManifestResourceStream("board.json")!;
        return JsonSerializer.Deserialize<DemoBoard>(json, WireJson.Options)!;
    }

    /// <summary>The board is an entity too: its fields place the items.</summary>
    public JsonFields Fields() => FieldsOf(Items.Select(item =>
        KeyValuePair.Create<string, object?>($"{DemoSeed.ItemType}/{item.Id}", new { item.Column, item.Rank })));

    internal static JsonFields FieldsOf(IEnumerable<KeyValuePair<string, object?>> fields) => new(fields
        .Where(field => field.Value is not null)
        .ToImmutableDictionary(field => field.Key, field => JsonSerializer.Serialize(field.Value, WireJson.Options)));
}

internal sealed record DemoItem(string Id, string Title, string Column, string Rank, string? Assignee = null)
{
    public JsonFields Fields() => DemoBoard.FieldsOf([new("title", Title), new("assignee", Assignee), new("state", Column)]);
}
