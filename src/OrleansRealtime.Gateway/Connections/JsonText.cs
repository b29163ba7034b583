using System.Text.Json;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>Texts in a client's JSON. Half of a surrogate pair, escaped, is good JSON and no text.</summary>
internal static class JsonText
{
    /// <summary>The text; <c>null</c> when the value is none.</summary>
    public static string? Of(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The property's name; <c>null</c> when it is no text.</summary>
    public static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
