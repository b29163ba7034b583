using System.Collections.Immutable;
using System.Text.Json;

namespace OrleansRealtime.Consistency.Histories;

/// <summary>An entity's state as somebody saw it: an answer, a frame, or what a client made of its frames.</summary>
/// <param name="Fields">Name to JSON text.</param>
internal sealed record Seen(Position At, ImmutableSortedDictionary<string, string> Fields, long Comments)
{
    public static Seen Of(JsonElement state) => new(
        Position.Parse(state.GetProperty("position").GetString()!),
        state.GetProperty("fields").EnumerateObject().ToImmutableSortedDictionary(field => field.Name, field => field.Value.GetRawText(), StringComparer.Ordinal),
        state.GetProperty("comments").GetInt64());

    /// <summary>The state after a <c>changed</c> frame.</summary>
    public Seen After(JsonElement changed)
    {
        var fields = Fields.ToBuilder();
        foreach (var field in changed.GetProperty("fields").EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Null) fields.Remove(field.Name);
            else fields[field.Name] = field.Value.GetRawText();
        }

        var comments = changed.TryGetProperty("comments", out var count) ? count.GetInt64() : Comments;
        return new(Position.Parse(changed.GetProperty("to").GetString()!), fields.ToImmutable(), comments);
    }

    public bool IsSameAs(Seen other) => Comments == other.Comments && Fields.SequenceEqual(other.Fields);

    public override string ToString() =>
        $"{At} {{{string.Join(',', Fields.Where(field => field.Key != "ballast").Select(field => $"{field.Key}={field.Value}"))}}} {Comments} comments";
}
