using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRealtime.Storage.GrainState;

/// <summary>The envelope of <see cref="StoredState{T}"/>. Values of rows are raw JSON already.</summary>
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

        // The rows are the first line, so that a database which takes them out needs to look no further: values of rows are compact, and no
        // compact JSON has a line end.
        public override void Write(Utf8JsonWriter writer, StoredState<T> value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            if (value.Rows.Count > 0)
            {
                writer.WritePropertyName("rows"u8);
                writer.WriteRawValue(Line(value.Rows, options), skipInputValidation: true);
            }

            writer.WritePropertyName("state"u8);
            JsonSerializer.Serialize(writer, value.State, options);
            writer.WriteEndObject();
        }

        private static ReadOnlySpan<byte> Line(IReadOnlyList<GrainRow> rows, JsonSerializerOptions options)
        {
            var line = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(line, new() { Encoder = options.Encoder, SkipValidation = true }))
            {
                writer.WriteStartArray();
                foreach (var row in CommittedRows.Of(rows)) WriteRow(writer, row);
                writer.WriteEndArray();
            }

            line.Write("\n"u8);
            return line.WrittenSpan;
        }

        private static void WriteRow(Utf8JsonWriter writer, GrainRow row)
        {
            writer.WriteStartObject();
            writer.WriteString("collection"u8, row.Collection);
            writer.WriteString("id"u8, row.Id);
            writer.WritePropertyName("value"u8);
            writer.WriteRawValue(row.Value ?? "null", skipInputValidation: true);
            if (row.DueAt is { } dueAt)
                writer.WriteNumber("dueAt"u8, dueAt.ToUnixTimeMilliseconds());
            writer.WriteEndObject();
        }
    }
}
