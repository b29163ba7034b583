using System.Text.Json;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests.Json;

/// <summary>Reads the members of a JSON object by name and type. An unknown member, a missing one or one of another type is
/// <c>bad_body</c>, with the member as <c>field</c>. An optional member may also be null.</summary>
internal readonly struct JsonMembers
{
    private readonly JsonElement _json;

    /// <param name="known">All members that there are.</param>
    public JsonMembers(JsonElement json, params ReadOnlySpan<string> known)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new ProblemException(ProblemCodes.BadBody, "The body must be a JSON object.");
        foreach (var member in json.EnumerateObject())
        {
            if (known.IndexOf(member.Name) < 0) throw Bad(member.Name, "is not known here");
        }

        _json = json;
    }

    public JsonElement? Optional(string name) =>
        _json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public JsonElement Required(string name) => Optional(name) ?? throw Bad(name, "is missing");

    /// <param name="maxLength">In UTF-16 code units; at least one is needed.</param>
    public string Text(string name, int maxLength) => TextOf(name, Required(name), maxLength);

    /// <summary>A name, whatever is in it: what it may be, its own rule says.</summary>
    public string Name(string name) =>
        Required(name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw Bad(name, "must be a string");

    public string? OptionalText(string name, int maxLength) => Optional(name) is { } value ? TextOf(name, value, maxLength) : null;

    public long? OptionalInteger(string name, long min, long max)
    {
        if (Optional(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= min && number <= max
            ? number
            : throw Bad(name, $"must be a whole number from {min} to {max}");
    }

    public JsonElement Array(string name) => ArrayOf(name, Required(name));

    public JsonElement? OptionalArray(string name) => Optional(name) is { } value ? ArrayOf(name, value) : null;

    public JsonElement Object(string name) => ObjectOf(name, Required(name));

    public JsonElement? OptionalObject(string name) => Optional(name) is { } value ? ObjectOf(name, value) : null;

    public static ProblemException Bad(string name, string rule) => new(ProblemCodes.BadBody, $"'{Short(name)}' {rule}.", Short(name));

    private static string TextOf(string name, JsonElement value, int maxLength) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text.Length <= maxLength
            ? text
            : throw Bad(name, $"must be a string of 1 to {maxLength} characters");

    private static JsonElement ArrayOf(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value : throw Bad(name, "must be an array");

    private static JsonElement ObjectOf(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value : throw Bad(name, "must be an object");

    /// <summary>A caller's own word goes back to the caller, but not at any length.</summary>
    public static string Short(string name) => name.Length <= Names.MaxFieldLength ? name : name[..Names.MaxFieldLength];
}
