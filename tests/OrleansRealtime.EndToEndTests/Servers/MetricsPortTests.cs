namespace OrleansRealtime.EndToEndTests.Servers;

public sealed class MetricsPortTests
{
    [Fact]
    public async Task A_port_for_metrics_that_is_taken_refuses_the_start_with_a_sentence()
    {
        await using var other = await ServerProcess.StartAsync();

        var (exitCode, _, errors) = await ServerProcess.FailAsync(("Telemetry:MetricsUrl", other.Url.ToString()));

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"OrleansRealtime did not start: Failed to bind to address {other.Url.ToString().TrimEnd('/')}", errors, StringComparison.Ordinal);
    }
}
