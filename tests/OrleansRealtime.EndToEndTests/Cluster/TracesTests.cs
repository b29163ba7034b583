using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Cluster;

/// <summary>A trace goes with an edit from the gateway to the silo that commits it, and back to the gateway whose page shows it.</summary>
public sealed class TracesTests
{
    [Fact]
    public async Task One_trace_has_the_commit_in_a_silo_and_the_frame_of_a_gateway()
    {
        await using var store = await StoreUnderServer.OfAsync("postgres");
        await using var collector = new OtlpCollector();
        // It is sent at once, and not after the usual five seconds.
        (string, string)[] settings = [.. store.Settings, .. collector.Settings, ("Telemetry:TraceRatio", "0"), ("OTEL_BSP_SCHEDULE_DELAY", "100")];
        await using var silo = await ServerProcess.StartDemoAsync([.. settings, ("Cluster:Role", "Silo")]);
        await using var gateway = await ServerProcess.StartDemoAsync([.. settings, ("Cluster:Role", "Gateway")]);
        var api = silo.NewWorkspace() with { Http = gateway.Http };
        await api.CreateAsync("workitem", "1", new { n = 0 });
        await using var hub = await HubClient.ConnectAsync(gateway, await api.AsUserAsync("ana"));
        await hub.OpenAsync("workitem", "1");
        var trace = System.Diagnostics.ActivityTraceId.CreateRandom();

        (await api.PatchAsync("entities/workitem/1", new { n = 1 }, ("traceparent", $"00-{trace}-00f067aa0ba902b7-01"))).Is(OK);
        await hub.TakeAsync("changed");

        // A process with grains has no connections, and a gateway no grains: these are the spans of two.
        var bytes = string.Concat(Convert.FromHexString(trace.ToString()).Select(value => (char)value));
        foreach (var span in (string[])["storage.commit", "Npgsql", "frame.write", "PATCH /v1/{ws}/entities/{type}/{id}"])
        {
            await Waiting.UntilAsync(
                () => Task.FromResult(collector.Of("/v1/traces")),
                bodies => bodies.Any(body => body.Contains(bytes, StringComparison.Ordinal) && body.Contains(span, StringComparison.Ordinal)),
                $"the span {span} in the trace");
        }
    }
}
