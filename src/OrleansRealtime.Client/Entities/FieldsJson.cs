using System.Text.Json;

namespace OrleansRealtime.Client.Entities;

/// <summary>The application's values as fields.</summary>
internal static class FieldsJson
{
    /// <exception cref="RealtimeException"><see cref="ErrorCodes.BadBody"/>: it becomes no JSON object.</exception>
    public static JsonElement Of(object fields, JsonSerializerOptions json)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var element = JsonSerializer.SerializeToElement(fields, fields.GetType(), json);
        if (element.ValueKind == JsonValueKind.Object) return element;
        throw new RealtimeException(ErrorCodes.BadBody, $"Fields are a JSON object, and a {fields.GetType().Name} becomes none.");
    }
}
