using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRealtime.Client;

/// <summary>A position is a text in JSON.</summary>
internal sealed class PositionJsonConverter : JsonConverter<Position>
{
    public override Position Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Position.TryParse(reader.GetString(), out var position)
            ? position
            : throw new JsonException("This is no position.");

    public override void Write(Utf8JsonWriter writer, Position value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
