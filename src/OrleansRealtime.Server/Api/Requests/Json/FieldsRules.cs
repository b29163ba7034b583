using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests.Json;

/// <summary>What an entity's fields, or a patch of them, have to be. Of several that break a rule, the first by name is told.</summary>
internal static class FieldsRules
{
    /// <summary>All fields of an entity. null says that there is none, as serializers write it of an object's empty member; inside an array it
    /// holds a place, and stays.</summary>
    /// <exception cref="ProblemException">bad_field</exception>
    public static JsonFields State(JsonFields fields) => 
        Patch(fields).Values.Any(field => MayHoldNull(field.Value)) ? WithoutNulls(fields) : fields;

    /// <summary>A merge patch: null removes.</summary>
    /// <exception cref="ProblemException">bad_field</exception>
    public static JsonFields Patch(JsonFields fields)
    {
        if (First(fields.Values.Where(field => !Names.IsField(field.Key))) is not { } name) return fields;
        throw new ProblemException(ProblemCodes.BadField, field: name.Length <= Names.MaxFieldLength ? name : name[..Names.MaxFieldLength]);
    }

    private static string? First(IEnumerable<KeyValuePair<string, string>> fields) => fields.Select(field => field.Key).Min(StringComparer.Ordinal);

    private static JsonFields WithoutNulls(JsonFields fields) => new(fields.Values
        .Where(field => field.Value != JsonFields.Removed)
        .ToImmutableDictionary(field => field.Key, field => MayHoldNull(field.Value) ? WithoutNulls(field.Value) : field.Value));

    private static string WithoutNulls(string json)
    {
        var value = JsonNode.Parse(json)!.AsObject();
        RemoveNulls(value);
        return value.ToJsonString(PlainJson.Options);
    }

    private static void RemoveNulls(JsonObject value)
    {
        foreach (var (name, member) in value.ToList())
        {
            if (member is null) value.Remove(name);
            else if (member is JsonObject nested) RemoveNulls(nested);
        }
    }

    /// <summary>Whether there can be a null to be removed. Most values hold none, and need not be read again.</summary>
    private static bool MayHoldNull(string json) =>
        json == JsonFields.Removed || (json[0] == '{' && json.Contains(JsonFields.Removed, StringComparison.Ordinal));
}
