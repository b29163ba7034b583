using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using OrleansRealtime.Server.Hosting;
using OrleansRealtime.Tests.Server.Telemetry;

namespace OrleansRealtime.Tests.Server.Hosting;

/// <summary>One option makes all that the server writes one object a line.</summary>
public sealed class JsonLogsTests
{
    [Theory]
    [InlineData("json", true)]
    [InlineData("JSON", true)]
    [InlineData("simple", false)]
    [InlineData(null, false)]
    public void They_are_on_when_the_console_is_told_so(string? formatter, bool areOn) => Assert.Equal(
        areOn,
        JsonLogs.AreOn(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Logging:Console:FormatterName", formatter)]).Build()));

    [Fact]
    public async Task The_banner_is_one_line_with_its_parts_and_without_a_key()
    {
        await using var app = new TelemetryApp(("Access:CallbackUrl", "http://user:secret@127.0.0.1:1/access?key=secret"));

        BannerLog.Write(app.Services);

        var line = Assert.Single(app.Logs.Lines, line => line.Contains(BannerLog.Category, StringComparison.Ordinal));
        Assert.Contains("OrleansRealtime runs on Microsoft Orleans at ", line, StringComparison.Ordinal);
        Assert.Contains("as silo and gateway, with sqlite, cluster (null); access is as http://127.0.0.1:1/access answers", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
        Assert.DoesNotContain(ServerApp.Key, line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line.TrimEnd());
    }

    [Fact]
    public async Task A_line_has_its_time_unless_one_wants_another()
    {
        await using var app = new TelemetryApp();
        var options = app.Services.GetRequiredService<IOptions<JsonConsoleFormatterOptions>>().Value;
        Assert.Equal(("yyyy-MM-ddTHH:mm:ss.fffZ", true), (options.TimestampFormat, options.UseUtcTimestamp));

        await using var other = new TelemetryApp(("Logging:Console:FormatterName", "json"), ("Logging:Console:FormatterOptions:TimestampFormat", "HH:mm"));
        Assert.Equal("HH:mm", other.Services.GetRequiredService<IOptions<JsonConsoleFormatterOptions>>().Value.TimestampFormat);
    }

    [Fact]
    public void The_reason_of_a_failed_start_is_such_a_line()
    {
        var line = JsonLogs.Line("OrleansRealtime did not start: \"this\"\nand that.", DateTimeOffset.UnixEpoch);

        Assert.DoesNotContain('\n', line);
        var json = JsonSerializer.Deserialize<JsonElement>(line);
        Assert.Equal("1970-01-01T00:00:00.000Z", json.GetProperty("Timestamp").GetString());
        Assert.Equal("Critical", json.GetProperty("LogLevel").GetString());
        Assert.Equal("OrleansRealtime did not start: \"this\"\nand that.", json.GetProperty("Message").GetString());
    }
}
