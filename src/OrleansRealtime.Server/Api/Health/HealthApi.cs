using System.Reflection;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Storage;

namespace OrleansRealtime.Server.Api.Health;

/// <summary><c>/health</c>: is it alive, and what is it. <c>/health/ready</c>: may requests come.</summary>
internal static class HealthApi
{
    /// <summary>What runs the grains. The wire has had this member since there were two.</summary>
    private const string Engine = "Microsoft";

    private static readonly string Version =
        typeof(HealthApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("Health");
        health.MapGet("", (IStoreHealth store) => Answer("ok", store)).Describe(ApiDocs.Health);
        // The web server is the last to start, so storage and silo are up by now; it is the first to stop, but not at once.
        health.MapGet("/ready", async (IHostApplicationLifetime lifetime, IStoreHealth store, CancellationToken ct) =>
            lifetime.ApplicationStopping.IsCancellationRequested ? Answer("stopping", store, StatusCodes.Status503ServiceUnavailable)
            : await store.AnswersAsync(ct) ? Answer("ok", store)
            : Answer("unavailable", store, StatusCodes.Status503ServiceUnavailable)).Describe(ApiDocs.Ready);
    }

    private static IResult Answer(string status, IStoreHealth store, int code = StatusCodes.Status200OK) =>
        Results.Json(new HealthBody(status, Engine, Version, "node", store.Store), WireJson.Options, statusCode: code);
}

/// <param name="Role"><c>node</c>: silo and gateway in one process.</param>
/// <param name="Store"><c>sqlite</c> or <c>postgres</c>.</param>
internal sealed record HealthBody(string Status, string Engine, string Version, string Role, string Store);
