namespace OrleansRealtime.TestKit.Hub;

/// <summary>An entity as Watch and Unwatch name it.</summary>
/// <param name="Position">What the client has of it.</param>
internal sealed record Item(string Type, string Id, string? Position = null);

internal static class HubCalls
{
    /// <summary>Watches, which must do for each.</summary>
    public static async Task<JsonElement> WatchAsync(this HubClient client, params Item[] items)
    {
        var results = (await client.CallAsync("Watch", (object)Wire(items))).Ok;
        foreach (var result in results.EnumerateArray()) Unexpected.Unless(result.GetProperty("ok").GetBoolean(), $"Not watched: {result}");
        return results;
    }

    /// <summary>Watches something that the client has nothing of, and takes its state.</summary>
    public static async Task<HubFrame> OpenAsync(this HubClient client, string type, string id)
    {
        await client.WatchAsync(new Item(type, id));
        return await client.TakeAsync("state", frame => frame.IsOf(type, id));
    }

    /// <summary>After this, no frame of these entities follows: what a test counts is final.</summary>
    public static async Task UnwatchAsync(this HubClient client, params Item[] items) =>
        _ = (await client.CallAsync("Unwatch", (object)Wire(items))).Ok;

    public static IReadOnlyList<HubFrame> FramesOf(this HubClient client, string name, string type, string id) =>
        [.. client.Frames.Where(frame => frame.Name == name && frame.IsOf(type, id))];

    private static object[] Wire(Item[] items) => items
        .Select(item => item.Position is null ? (object)new { item.Type, item.Id } : new { item.Type, item.Id, item.Position })
        .ToArray();
}
