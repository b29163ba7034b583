using System.Globalization;
using System.Text.Json;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Grains;

/// <summary>How the grains write what they keep in rows.</summary>
internal static class RowJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = PlainJson.Encoder };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(GrainRow row) =>
        JsonSerializer.Deserialize<T>(row.Value!, Options)
        ?? throw new InvalidOperationException($"Row {row.Collection}/{row.Id} holds null.");

    /// <summary>A number as a row id: ordinal order is numeric order.</summary>
    public static string Number(long number) => number.ToString("D16", CultureInfo.InvariantCulture);
}
