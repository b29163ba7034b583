using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Entities;

/// <summary>Makes an answer of what an entity's grain said to a mutation.</summary>
internal static class EntityAnswer
{
    /// <summary>The status of a mutation of fields; of a batch's operations, too.</summary>
    public static int Status(EntityEffect effect) => effect switch
    {
        EntityEffect.Created => StatusCodes.Status201Created,
        EntityEffect.Deleted => StatusCodes.Status204NoContent,
        _ => StatusCodes.Status200OK,
    };

    /// <summary>Of a PUT, PATCH or DELETE.</summary>
    public static IResult Of(HttpContext http, EntityKey key, EntityOutcome outcome)
    {
        if (outcome.Error is not null) return Problem.Of(outcome);
        AddHeaders(http, outcome);
        var status = Status(outcome.Effect);
        if (status == StatusCodes.Status204NoContent) return Results.NoContent();
        if (status == StatusCodes.Status201Created) http.Response.Headers.Location = Location(http.Request, key);
        return outcome.Snapshot is { } snapshot
            ? Results.Json(StateBody.Of(snapshot), WireJson.Options, statusCode: status)
            // A repeat: what the fields were then, nobody keeps.
            : Results.Json(new ReplayBody(key.Type, key.Id, outcome.Position?.ToString()), WireJson.Options, statusCode: status);
    }

    /// <summary>Where the entity is, whichever call created it. Not the request's path, decoded as it is: it takes an escape in an id for one of
    /// its own.</summary>
    private static string Location(HttpRequest request, EntityKey key) =>
        $"{request.PathBase.ToUriComponent()}/v1/{key.Workspace}/entities/{key.Type}/{Uri.EscapeDataString(key.Id)}";

    /// <summary>Says where the entity is now, and whether this is an answer given before.</summary>
    public static void AddHeaders(HttpContext http, EntityOutcome outcome)
    {
        if (outcome.Position is { } position) http.Response.Headers.ETag = Preconditions.ETag(position);
        IdempotencyHeader.Answer(http.Response, outcome.Replayed);
    }
}

/// <summary>What is left to say when a mutation comes a second time.</summary>
internal sealed record ReplayBody(string Type, string Id, string? Position);
