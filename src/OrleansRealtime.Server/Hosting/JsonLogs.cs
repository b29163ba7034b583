using System.Text.Json;
using Microsoft.Extensions.Logging.Console;
using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Server.Hosting;

/// <summary>Logs for a machine to read, by the one option <c>Logging:Console:FormatterName</c> = <c>json</c>: then everything that the server writes is
/// one object a line, the banner and the reason of a failed start too.</summary>
internal static class JsonLogs
{
    /// <summary>RFC 3339, to the millisecond.</summary>
    private const string Timestamps = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public static bool AreOn(IConfiguration configuration) =>
        ConsoleFormatterNames.Json.Equals(configuration["Logging:Console:FormatterName"], StringComparison.OrdinalIgnoreCase);

    /// <summary>A line says when it was written, unless the configuration says how else.</summary>
    public static void AddJsonLogs(this IServiceCollection services) => services.PostConfigure<JsonConsoleFormatterOptions>(json =>
    {
        if (json.TimestampFormat is not null) return;
        (json.TimestampFormat, json.UseUtcTimestamp) = (Timestamps, true);
    });

    /// <summary>A sentence as the formatter would write it, for when there is no logger: before there is one, or after its end.</summary>
    public static string Line(string sentence, DateTimeOffset now) => JsonSerializer.Serialize(
        new
        {
            Timestamp = now.UtcDateTime.ToString(Timestamps, System.Globalization.CultureInfo.InvariantCulture),
            EventId = 0,
            LogLevel = nameof(LogLevel.Critical),
            Category = "OrleansRealtime.Server",
            Message = sentence,
        },
        PlainText);

    private static readonly JsonSerializerOptions PlainText = new() { Encoder = WireJson.Options.Encoder };
}
