using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.OpenApi;

namespace OrleansRealtime.Server.Api.Health;

/// <summary><c>/health</c>: is it alive, and what is it. <c>/health/ready</c>: may requests come. Anybody may ask both, so that neither says where
/// a node is.</summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.ServiceProvider.GetRequiredService<NodeHealth>().Observe(app.ServiceProvider.GetRequiredService<ServerMetrics>());
        var health = app.MapGroup("/health").WithTags("Health");
        health.MapGet("", (NodeHealth node) => Answer("ok", node)).Describe(HealthDocs.Health);
        // The web server is the last to start, so storage and silo are up by now; it is the first to stop, but not at once.
        health.MapGet("/ready", async (IHostApplicationLifetime lifetime, StoreAnswer store, NodeHealth node, CancellationToken ct) =>
            lifetime.ApplicationStopping.IsCancellationRequested ? Answer("stopping", node, StatusCodes.Status503ServiceUnavailable)
            : await node.StandsAsync() && await store.GetAsync(ct) ? Answer("ok", node)
            : Answer("unavailable", node, StatusCodes.Status503ServiceUnavailable)).Describe(HealthDocs.Ready);
    }

    private static IResult Answer(string status, NodeHealth node, int code = StatusCodes.Status200OK) =>
        Results.Json(node.Describe(status), WireJson.Options, statusCode: code);
}
