using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Grains.Entities;

/// <summary>What changed from what to what, as a notification carries it: <c>{"changed":[{"field","before"?,"after"?}],"comment"?}</c>. Applications
/// say it in their own language. Pure.</summary>
internal static class ChangeFacts
{
    /// <summary>As many as a notification's text names.</summary>
    public const int MaxFields = 3;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = PlainJson.Encoder,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>In characters. An item may stand for twenty changes, and is one frame.</summary>
    private const int MaxValueLength = 80;

    /// <param name="fields">The fields that changed, in the order in which they are named.</param>
    /// <returns>A JSON object as text; <c>null</c>: there is nothing to say.</returns>
    public static string? Of(JsonFields? before, JsonFields after, ImmutableArray<string> fields, EntityComment? comment)
    {
        Change[]? changed = fields.IsEmpty ? null : [.. fields.Take(MaxFields).Select(field => new Change(field, Short(before?[field]), Short(after[field])))];
        return changed is null && comment is null ? null : JsonSerializer.Serialize(new Facts(changed, comment?.Id), Options);
    }

    /// <summary>A text, a number or a truth value; of what is larger only the field is named.</summary>
    private static JsonElement? Short(string? json)
    {
        if (json is null or [('{' or '['), ..]) return null;
        if (json is not ['"', ..]) return json.Length <= MaxValueLength ? JsonElement.Parse(json) : null;
        var text = JsonSerializer.Deserialize<string>(json)!;
        return JsonSerializer.SerializeToElement(Texts.Shorten(text, MaxValueLength));
    }

    private sealed record Facts(IReadOnlyList<Change>? Changed, long? Comment);

    private sealed record Change(string Field, JsonElement? Before, JsonElement? After);
}
