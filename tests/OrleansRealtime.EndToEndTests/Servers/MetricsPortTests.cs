namespace OrleansRealtime.EndToEndTests.Servers;

public sealed class MetricsPortTests(SharedServer shared)
{
    [Fact]
    public async Task A_port_for_metrics_that_is_taken_refuses_the_start_with_a_sentence()
    {
        var other = shared.Process.Url.ToString();
        var (exitCode, _, errors) = await ServerProcess.FailAsync(("Telemetry:MetricsUrl", other));

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"OrleansRealtime did not start: Failed to bind to address {other.TrimEnd('/')}", errors, StringComparison.Ordinal);
    }
}
