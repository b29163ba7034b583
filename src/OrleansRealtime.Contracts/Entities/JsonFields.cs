using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRealtime.Contracts.Entities;

/// <summary>
/// The top-level fields of an entity, or of a change to it: name → compact JSON text, escaped as little as JSON allows: one text for
/// one string, however it came. Values stay text because nobody between the caller and the tab looks inside them, except a merge patch of a
/// nested object. In a change the text <c>null</c> says "removed";
/// in a state it does not occur.
/// </summary>
[GenerateSerializer, Immutable, Alias("json-fields"), JsonConverter(typeof(JsonFieldsConverter))]
public sealed record JsonFields([property: Id(0)] ImmutableDictionary<string, string> Values)
{
    /// <summary>The text of a removed field.</summary>
    public const string Removed = "null";

    public static readonly JsonFields Empty = new(ImmutableDictionary<string, string>.Empty);

    public int Count => Values.Count;

    /// <summary>The field's JSON text, or <c>null</c> when it is not there.</summary>
    public string? this[string field] => Values.GetValueOrDefault(field);

    /// <summary>The size of the fields as JSON in UTF-8, in bytes: names, quotes, colons and commas included, escapes of names not.</summary>
    public long SizeInBytes() => Values.Sum(field => SizeInBytes(field.Key, field.Value));

    /// <summary>What one field adds to <see cref="SizeInBytes()"/>.</summary>
    public static long SizeInBytes(string field, string value) => Encoding.UTF8.GetByteCount(field) + Encoding.UTF8.GetByteCount(value) + 4L;

    /// <summary>Takes the properties of a JSON object.</summary>
    public static JsonFields Of(JsonElement json)
    {
        var values = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var property in json.EnumerateObject()) values[property.Name] = JsonSerializer.Serialize(property.Value, PlainJson.Options);
        return new(values.ToImmutable());
    }

    /// <summary>Reads a JSON object from text.</summary>
    public static JsonFields Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Of(document.RootElement);
    }

    /// <summary>Writes one JSON object, names in ordinal order so that equal fields are equal bytes.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (field, value) in Values.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(field);
            // The text came out of a JSON parser; checking it again would double the cost of every frame.
            writer.WriteRawValue(value, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    public bool Equals(JsonFields? other) =>
        other is not null && Count == other.Count && Values.All(field => other[field.Key] == field.Value);

    public override int GetHashCode() => Count;

    public override string ToString() => JsonSerializer.Serialize(this, PlainJson.Options);
}

internal sealed class JsonFieldsConverter : JsonConverter<JsonFields>
{
    public override JsonFields Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return JsonFields.Of(document.RootElement);
    }

    public override void Write(Utf8JsonWriter writer, JsonFields value, JsonSerializerOptions options) => value.WriteTo(writer);
}
