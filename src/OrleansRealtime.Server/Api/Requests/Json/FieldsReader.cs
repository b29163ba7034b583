using System.Text.Json;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests.Json;

/// <summary>Takes an entity's fields, or a patch of them, from a body.</summary>
internal static class FieldsReader
{
    /// <summary>All fields of an entity: null is no value, except inside an array, where it holds a place.</summary>
    public static JsonFields State(JsonElement json, string member)
    {
        CheckNames(json, member);
        foreach (var field in json.EnumerateObject())
        {
            if (HasNull(field.Value)) throw new ProblemException(ProblemCodes.NullValue, field: field.Name);
        }

        return JsonFields.Of(json);
    }

    /// <summary>A merge patch: null removes.</summary>
    public static JsonFields Patch(JsonElement json, string member)
    {
        CheckNames(json, member);
        return JsonFields.Of(json);
    }

    private static void CheckNames(JsonElement json, string member)
    {
        if (json.ValueKind != JsonValueKind.Object) throw JsonMembers.Bad(member, "must be a JSON object");
        foreach (var field in json.EnumerateObject())
        {
            if (Names.IsField(field.Name)) continue;
            var name = field.Name.Length <= Names.MaxFieldLength ? field.Name : field.Name[..Names.MaxFieldLength];
            throw new ProblemException(ProblemCodes.BadField, field: name);
        }
    }

    private static bool HasNull(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Object => value.EnumerateObject().Any(member => HasNull(member.Value)),
        _ => false,
    };
}
