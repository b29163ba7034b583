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

        public override void Write(Utf8JsonWriter writer, StoredState<T> value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("state"u8);
            JsonSerializer.Serialize(writer, value.State, options);
            if (value.Rows.Count > 0)
            {
                writer.WriteStartArray("rows"u8);
                foreach (var row in LastOfEach(value.Rows))
                    WriteRow(writer, row);
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
        }

        // The database deletes first and upserts then, so no two of a commit's rows may have the same name.
        private static IEnumerable<GrainRow> LastOfEach(IReadOnlyList<GrainRow> rows) =>
            rows.Count == 1 ? rows : rows.Reverse().DistinctBy(row => (row.Collection, row.Id)).Reverse();

        private static void WriteRow(Utf8JsonWriter writer, GrainRow row)
        {
            RequireName(row.Collection, nameof(GrainRow.Collection));
            RequireName(row.Id, nameof(GrainRow.Id));
            writer.WriteStartObject();
            writer.WriteString("collection"u8, row.Collection);
            writer.WriteString("id"u8, row.Id);
            writer.WritePropertyName("value"u8);
            writer.WriteRawValue(row.Value is null ? "null" : CompactJson.Of(row.Value));
            if (row.DueAt is { } dueAt)
                writer.WriteNumber("dueAt"u8, dueAt.ToUnixTimeMilliseconds());
            writer.WriteEndObject();
        }

        // SQLite's JSON functions end a text at U+0000 and PostgreSQL's refuse it: such a row would be stored under another name, or not
        // at all.
        private static void RequireName(string name, string property)
        {
            if (string.IsNullOrEmpty(name) || name.Contains('\0'))
                throw new ArgumentException($"A row's {property} is neither empty nor contains U+0000.");
        }
    }
}
