using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Server.Api.Requests.Json;

/// <summary>Holds JSON against the type that it is read as, and refuses the first member that is not as the type says. The serializer alone
/// would take more: members that nobody knows, <c>Read</c> for <c>read</c>, null where something has to be.</summary>
internal sealed class BodyCheck(JsonSerializerOptions options, BodyRefusal refusal)
{
    public void Check(JsonElement json, Type type, MemberPath at)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var info = options.GetTypeInfo(type);
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object:
                CheckMembers(json, info, at);
                foreach (var given in json.EnumerateObject().Where(given => given.Value.ValueKind != JsonValueKind.Null))
                    CheckMember(given.Value, Member(info, given)!, at.Then(given.Name));
                break;
            case JsonTypeInfoKind.Dictionary:
                RequireObject(json, at);
                foreach (var entry in json.EnumerateObject()) Check(entry.Value, ElementType(type), at.Then(entry.Name));
                break;
            case JsonTypeInfoKind.Enumerable:
                if (json.ValueKind != JsonValueKind.Array) throw refusal.Bad(at, "must be an array");
                foreach (var item in json.EnumerateArray())
                {
                    if (item.ValueKind == JsonValueKind.Null) throw refusal.Bad(at, "holds null");
                    Check(item, ElementType(type), at);
                }

                break;
            default:
                CheckValue(json, type, at);
                break;
        }
    }

    /// <summary>Whether just the members are there that the type has; what they hold is not looked at. One that has a default may be absent
    /// or null.</summary>
    public void CheckMembers(JsonElement json, JsonTypeInfo type, MemberPath at)
    {
        RequireObject(json, at);
        foreach (var given in json.EnumerateObject())
        {
            if (Member(type, given) is null) throw refusal.Bad(at.Then(given.Name), "is not known here");
        }

        foreach (var member in type.Properties.Where(member => member.AssociatedParameter is { HasDefaultValue: false }))
        {
            if (!json.TryGetProperty(member.Name, out var value) || value.ValueKind == JsonValueKind.Null)
                throw refusal.Bad(at.Then(member.Name), "is missing");
        }
    }

    private void CheckMember(JsonElement json, JsonPropertyInfo member, MemberPath at)
    {
        Check(json, member.PropertyType, at);
        foreach (var bound in member.AttributeProvider!.GetCustomAttributes(typeof(ValidationAttribute), inherit: true).Cast<ValidationAttribute>())
        {
            if (!bound.IsValid(json.Deserialize(member.PropertyType, options))) throw refusal.Bad(at, Rule(bound));
        }
    }

    private void CheckValue(JsonElement json, Type type, MemberPath at)
    {
        if (type == typeof(JsonFields)) RequireObject(json, at);
        else if (type == typeof(string)) Require(json.ValueKind == JsonValueKind.String, "must be a string");
        else if (type == typeof(bool)) Require(json.ValueKind is JsonValueKind.True or JsonValueKind.False, "must be true or false");
        else if (type == typeof(DateTimeOffset)) Require(Instant.IsOne(json), "must be a time with an offset, as 2027-03-01T09:00:00Z (RFC 3339)");
        else if (type.IsEnum) RequireOneOf(Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName).ToList());
        else Require(CanBeRead(json, type), "has a value of another type than it takes");

        void RequireOneOf(List<string> words) => Require(
            json.ValueKind == JsonValueKind.String && words.Contains(json.GetString()!), $"must be one of {string.Join(", ", words)}");

        void Require(bool isSo, string rule)
        {
            if (!isSo) throw refusal.Bad(at, rule);
        }
    }

    private void RequireObject(JsonElement json, MemberPath at)
    {
        if (json.ValueKind != JsonValueKind.Object) throw refusal.Bad(at, "must be a JSON object");
    }

    private bool CanBeRead(JsonElement json, Type type)
    {
        try
        {
            json.Deserialize(type, options);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonPropertyInfo? Member(JsonTypeInfo type, JsonProperty given) => type.Properties.FirstOrDefault(member => member.Name == given.Name);

    private static Type ElementType(Type collection) => collection.GetGenericArguments()[^1];

    private static string Rule(ValidationAttribute bound) => bound switch
    {
        StringLengthAttribute text => $"must be a string of {text.MinimumLength} to {text.MaximumLength} characters",
        MaxLengthAttribute list => $"may hold at most {list.Length}",
        RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {range.Minimum} to {range.Maximum}"),
        _ => throw new InvalidOperationException($"No sentence says what {bound.GetType().Name} asks for."),
    };
}
