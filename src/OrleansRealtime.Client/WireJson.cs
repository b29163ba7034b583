using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRealtime.Client;

/// <summary>JSON as the protocol has it. What the application's own types become is the application's to choose, and apart from this.</summary>
internal static class WireJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectRequiredConstructorParameters = true,
    };
}
