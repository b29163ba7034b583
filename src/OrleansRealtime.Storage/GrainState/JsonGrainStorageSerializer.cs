using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Storage;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Storage.GrainState;

/// <summary>Grain state as UTF-8 JSON, which the database can read too.</summary>
public sealed class JsonGrainStorageSerializer : IGrainStorageSerializer
{
    /// <summary>How everything stored is written; grains use it for the values of their rows too.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    public BinaryData Serialize<T>(T? input)
    {
        Require<T>();
        return new BinaryData(JsonSerializer.SerializeToUtf8Bytes(input, Options));
    }

    public T? Deserialize<T>(BinaryData input)
    {
        Require<T>();
        return JsonSerializer.Deserialize<T>(input.ToMemory().Span, Options);
    }

    // Any other type could happen to have a property "rows", which the database would take for rows.
    private static void Require<T>()
    {
        if (!typeof(T).IsGenericType || typeof(T).GetGenericTypeDefinition() != typeof(StoredState<>))
            throw new InvalidOperationException($"The storage \"{StorageNames.Grains}\" holds StoredState<T>, not {typeof(T)}.");
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            // What is stored is never part of a page: text stays text, in a third of the bytes for most scripts. Escaped text reads the same.
            Encoder = PlainJson.Encoder,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            PropertyNameCaseInsensitive = false,
            NumberHandling = JsonNumberHandling.Strict,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
