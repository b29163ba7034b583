using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Grains.Entities;

/// <summary>What a PUT or a merge patch (RFC 7396) makes of the fields, and which top-level fields changed. Pure.</summary>
internal static class FieldMerge
{
    /// <summary>The fields after a change.</summary>
    /// <param name="Changed">Each top-level field that changed, with its whole new value, or <see cref="JsonFields.Removed"/>.</param>
    /// <param name="Bytes">How much larger the fields became, in bytes of JSON.</param>
    public readonly record struct Result(JsonFields Fields, JsonFields Changed, long Bytes);

    /// <summary>Replaces all fields. Values that stayed the same text are no change.</summary>
    public static Result Replace(JsonFields current, JsonFields fields)
    {
        var changed = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var field in current.Values.Keys)
            if (!fields.Values.ContainsKey(field)) changed[field] = JsonFields.Removed;
        foreach (var (field, value) in fields.Values)
            if (current[field] != value) changed[field] = value;
        return new(fields, new(changed.ToImmutable()), fields.SizeInBytes() - current.SizeInBytes());
    }

    /// <summary>Applies a merge patch.</summary>
    public static Result Patch(JsonFields current, JsonFields patch)
    {
        var fields = current.Values.ToBuilder();
        var changed = ImmutableDictionary.CreateBuilder<string, string>();
        long bytes = 0;
        foreach (var (field, value) in patch.Values)
        {
            var before = current[field];
            var after = value == JsonFields.Removed ? null : Merge(before, value);
            if (before == after) continue;
            if (before is not null) bytes -= JsonFields.SizeInBytes(field, before);
            if (after is not null) bytes += JsonFields.SizeInBytes(field, after);
            if (after is null) fields.Remove(field);
            else fields[field] = after;
            changed[field] = after ?? JsonFields.Removed;
        }

        return new(new(fields.ToImmutable()), new(changed.ToImmutable()), bytes);
    }

    // Only a patch that is an object looks into values; all else replaces the text as it stands.
    private static string Merge(string? before, string patch)
    {
        if (patch[0] != '{') return patch;
        var target = before is ['{', ..] ? JsonNode.Parse(before)!.AsObject() : [];
        MergeInto(target, JsonNode.Parse(patch)!.AsObject());
        return target.ToJsonString(PlainJson.Options);
    }

    private static void MergeInto(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject nested)
            {
                if (target[name] is not JsonObject inner) target[name] = inner = [];
                MergeInto(inner, nested);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }
}
