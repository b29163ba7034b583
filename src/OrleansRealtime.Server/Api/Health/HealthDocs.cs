using OrleansRealtime.Server.Api.OpenApi;

namespace OrleansRealtime.Server.Api.Health;

/// <summary>The words of the OpenAPI document for health.</summary>
internal static class HealthDocs
{
    public static readonly ApiDoc Health = new("health", "Says that the server is alive, and what it is") { Answer = typeof(HealthBody) };

    public static readonly ApiDoc Ready = new("ready", "Says whether requests may come; 503 while it stops, while the database does not answer, or while it has no standing in its cluster") { Answer = typeof(HealthBody) };
}
