using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Gateway.Frames;

/// <summary>How bodies and frames become JSON: camelCase, strict on the way in, times in RFC 3339 UTC with a <c>Z</c>, text as it is.</summary>
public static class WireJson
{
    /// <summary>The deepest nesting of a body that is read.</summary>
    public const int MaxDepth = 16;

    public static readonly JsonSerializerOptions Options = Configure(new(JsonSerializerDefaults.Web));

    /// <summary>Makes other options alike: those of minimal APIs and of the hub's protocol.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.Encoder = PlainJson.Encoder;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new UtcTimeConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }

    private sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }
}
