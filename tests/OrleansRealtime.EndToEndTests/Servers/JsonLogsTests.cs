namespace OrleansRealtime.EndToEndTests.Servers;

/// <summary>With the one option, everything that a server writes is JSON.</summary>
public sealed class JsonLogsTests
{
    private static readonly (string, string) Json = ("Logging:Console:FormatterName", "json");

    [Fact]
    public async Task From_the_banner_to_the_stop()
    {
        await using var server = await ServerProcess.StartAsync(Json, ("Logging:LogLevel:Default", "Information"), ("Logging:LogLevel:OrleansRealtime", "Debug"));
        await server.NewWorkspace().CreateAsync("workitem", "1", new { title = "kept" });
        Assert.Equal(0, await server.StopAsync("TERM"));

        var lines = Objects(server.Run.Output);

        var banner = Assert.Single(lines, line => line.GetProperty("Category").GetString() == "OrleansRealtime.Server.Banner");
        Assert.Equal(server.Url.ToString().TrimEnd('/'), banner.GetProperty("State").GetProperty("Url").GetString());
        Assert.Equal(JsonValueKind.String, banner.GetProperty("Timestamp").ValueKind);
        Assert.DoesNotContain(server.ApiKey, server.Output, StringComparison.Ordinal);
        Assert.Equal("", server.Run.Errors);
    }

    [Fact]
    public async Task And_the_reason_of_a_start_that_failed()
    {
        var (exitCode, output, errors) = await ServerProcess.FailAsync(Json, ("Telemetry:MetricsUrl", "9464"));

        Assert.Equal(1, exitCode);
        Objects(output);
        var line = Assert.Single(Objects(errors));
        Assert.StartsWith("OrleansRealtime did not start: Telemetry:MetricsUrl", line.GetProperty("Message").GetString(), StringComparison.Ordinal);
    }

    private static List<JsonElement> Objects(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
}
