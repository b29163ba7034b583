using System.Text.Json;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests.Json;

/// <summary>What an entity's fields, or a patch of them, have to be. Of several that break a rule, the first by name is told.</summary>
internal static class FieldsRules
{
    /// <summary>All fields of an entity: null is no value, except inside an array, where it holds a place.</summary>
    /// <exception cref="ProblemException">bad_field or null_value</exception>
    public static JsonFields State(JsonFields fields)
    {
        Patch(fields);
        return First(fields.Values.Where(field => HasNull(field.Value))) is { } field
            ? throw new ProblemException(ProblemCodes.NullValue, field: field)
            : fields;
    }

    /// <summary>A merge patch: null removes.</summary>
    /// <exception cref="ProblemException">bad_field</exception>
    public static JsonFields Patch(JsonFields fields)
    {
        if (First(fields.Values.Where(field => !Names.IsField(field.Key))) is not { } name) return fields;
        throw new ProblemException(ProblemCodes.BadField, field: name.Length <= Names.MaxFieldLength ? name : name[..Names.MaxFieldLength]);
    }

    private static string? First(IEnumerable<KeyValuePair<string, string>> fields) => fields.Select(field => field.Key).Min(StringComparer.Ordinal);

    private static bool HasNull(string json)
    {
        // Most values cannot hold one, and need not be read again.
        if (!json.Contains(JsonFields.Removed, StringComparison.Ordinal)) return false;
        using var document = JsonDocument.Parse(json);
        return HasNull(document.RootElement);
    }

    private static bool HasNull(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Object => value.EnumerateObject().Any(member => HasNull(member.Value)),
        _ => false,
    };
}
