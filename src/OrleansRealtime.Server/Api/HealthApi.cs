using System.Reflection;
using OrleansRealtime.Server.Hosting;
using OrleansRealtime.Server.Wire;

namespace OrleansRealtime.Server.Api;

/// <summary><c>/health</c>: is it alive, and what is it. <c>/health/ready</c>: may requests come.</summary>
internal static class HealthApi
{
    private static readonly string Version =
        typeof(HealthApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("Health");
        health.MapGet("", () => Answer("ok", StatusCodes.Status200OK)).Describe(ApiDocs.Health);
        // The web server is the last to start, so storage and engine are up by now; it is the first to stop, but not at once.
        health.MapGet("/ready", (IHostApplicationLifetime lifetime) => lifetime.ApplicationStopping.IsCancellationRequested
            ? Answer("stopping", StatusCodes.Status503ServiceUnavailable)
            : Answer("ok", StatusCodes.Status200OK)).Describe(ApiDocs.Ready);
    }

    private static IResult Answer(string status, int code) =>
        Results.Json(new HealthBody(status, EngineHosting.Id, Version, "node", "sqlite"), WireJson.Options, statusCode: code);
}

/// <param name="Role"><c>node</c>: engine and gateway in one process.</param>
internal sealed record HealthBody(string Status, string Engine, string Version, string Role, string Store);
