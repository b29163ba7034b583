using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRealtime.Storage.GrainState;

/// <summary>The envelope of <see cref="StoredState{T}"/>.</summary>
internal sealed class StoredStateConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(StoredState<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Envelope<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Envelope<T> : JsonConverter<StoredState<T>> where T : class
    {
        public override StoredState<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var stored = new StoredState<T>();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new JsonException("A stored state is an object.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isState = reader.ValueTextEquals("state"u8);
                reader.Read();
                if (isState)
                    stored.State = JsonSerializer.Deserialize<T>(ref reader, options);
                else
                    reader.Skip();
            }
            return stored;
        }

        public override void Write(Utf8JsonWriter writer, StoredState<T> value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("state"u8);
            JsonSerializer.Serialize(writer, value.State, options);
            writer.WriteEndObject();
        }
    }
}
