using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>One item of a Watch or Unwatch, its names not checked yet.</summary>
internal sealed record WatchItem(string Type, string Id, string? Position)
{
    /// <summary>Reads the argument of a call, strictly: what is there that nobody knows was meant for something.</summary>
    /// <exception cref="CallRefusedException">It has another shape.</exception>
    public static IReadOnlyList<WatchItem> ReadAll(JsonElement items)
    {
        if (items.ValueKind != JsonValueKind.Array) throw Bad("The argument is a list of items.");
        return [.. items.EnumerateArray().Select(Read)];
    }

    private static WatchItem Read(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) throw Bad("An item is an object with type and id.");
        string? type = null, id = null, position = null;
        foreach (var property in item.EnumerateObject())
        {
            switch (property.Name)
            {
                case "type":
                    type = Text(property.Value);
                    break;
                case "id":
                    id = Text(property.Value);
                    break;
                case "position":
                    position = property.Value.ValueKind == JsonValueKind.Null ? null : Text(property.Value);
                    break;
                default:
                    throw Bad("An item has type, id and position, and nothing else.");
            }
        }

        if (type is null || id is null) throw Bad("An item names its type and its id.");
        return new(type, id, position);
    }

    private static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Bad("An item's type, id and position are strings.");

    private static CallRefusedException Bad(string sentence) => new(ProblemCodes.BadBody, sentence);
}

/// <summary>What came of one item of a Watch.</summary>
/// <param name="Position">Where the entity stands; the frames lead there.</param>
public sealed record WatchResult(
    string Type,
    string Id,
    bool Ok,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Position)
{
    internal static WatchResult Accepted(WatchItem item, Position at) => new(item.Type, item.Id, true, null, at.ToString());

    internal static WatchResult Refused(WatchItem item, ProblemCode code) => new(item.Type, item.Id, false, code.Code, null);
}
