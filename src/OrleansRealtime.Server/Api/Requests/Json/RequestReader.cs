using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests.Json;

/// <summary>Reads a body as the record that the OpenAPI document shows, bounds included. What is not as the record says is <c>bad_body</c>, with
/// the member as <c>field</c>. A member that has a default may be absent or null.</summary>
internal static class RequestReader
{
    private static readonly JsonSerializerOptions Options = new(WireJson.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    /// <exception cref="ProblemException">bad_body</exception>
    public static T Read<T>(JsonElement body) where T : class
    {
        if (body.ValueKind != JsonValueKind.Object) throw new ProblemException(ProblemCodes.BadBody, "The body must be a JSON object.");
        var type = Options.GetTypeInfo(typeof(T));
        CheckMembers(body, type);
        var request = Deserialize<T>(body);
        foreach (var member in type.Properties) CheckValue(body, member, member.Get!(request));
        return request;
    }

    private static void CheckMembers(JsonElement json, JsonTypeInfo type)
    {
        foreach (var given in json.EnumerateObject())
        {
            var member = type.Properties.FirstOrDefault(member => member.Name == given.Name) ?? throw JsonMembers.Bad(given.Name, "is not known here");
            if (given.Value.ValueKind == JsonValueKind.Array && given.Value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Null))
                throw JsonMembers.Bad(given.Name, "holds null");
            if (given.Value.ValueKind == JsonValueKind.Object && Options.GetTypeInfo(member.PropertyType) is { Kind: JsonTypeInfoKind.Object } inner)
                CheckMembers(given.Value, inner);
        }

        foreach (var member in type.Properties.Where(member => member.AssociatedParameter is { HasDefaultValue: false }))
        {
            if (!json.TryGetProperty(member.Name, out var value) || value.ValueKind == JsonValueKind.Null)
                throw JsonMembers.Bad(member.Name, "is missing");
        }
    }

    private static T Deserialize<T>(JsonElement body)
    {
        try
        {
            return body.Deserialize<T>(Options)!;
        }
        catch (JsonException e)
        {
            // "$.to[3]" is the member "to".
            var path = e.Path!.Split('[')[0];
            throw JsonMembers.Bad(path[(path.LastIndexOf('.') + 1)..], "has a value of another type than it takes");
        }
    }

    private static void CheckValue(JsonElement body, JsonPropertyInfo member, object? value)
    {
        if (value is null) return;
        foreach (var bound in member.AttributeProvider!.GetCustomAttributes(typeof(ValidationAttribute), inherit: true).Cast<ValidationAttribute>())
        {
            if (!bound.IsValid(value)) throw JsonMembers.Bad(member.Name, Rule(bound));
        }

        // The serializer takes "Read" for "read".
        if (value is Enum && Options.GetTypeInfo(value.GetType()) is var type && JsonSerializer.SerializeToElement(value, type).GetString() != body.GetProperty(member.Name).GetString())
            throw JsonMembers.Bad(member.Name, $"must be one of {string.Join(", ", Enum.GetNames(value.GetType()).Select(JsonNamingPolicy.CamelCase.ConvertName))}");
    }

    private static string Rule(ValidationAttribute bound) => bound switch
    {
        StringLengthAttribute text => $"must be a string of {text.MinimumLength} to {text.MaximumLength} characters",
        MaxLengthAttribute list => $"may hold at most {list.Length}",
        RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {range.Minimum} to {range.Maximum}"),
        _ => throw new InvalidOperationException($"No sentence says what {bound.GetType().Name} asks for."),
    };
}
