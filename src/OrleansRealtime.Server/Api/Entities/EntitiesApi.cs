using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Entities;

/// <summary><c>/entities/{type}/{id}</c>: put, patch, get, delete, and what changed since.</summary>
internal static class EntitiesApi
{
    public static void MapEntities(this RouteGroupBuilder workspace)
    {
        var entity = workspace.MapGroup("/entities/{type}/{id}").WithTags("Entities");
        entity.MapPut("", PutAsync).ForAll(Scopes.Write).Describe(EntitiesDocs.Put);
        entity.MapPatch("", PatchAsync).ForAll(Scopes.Write).Describe(EntitiesDocs.Patch);
        entity.MapDelete("", DeleteAsync).ForAll(Scopes.Write).Describe(EntitiesDocs.Delete);
        entity.MapGet("", GetAsync).ForAll(Scopes.Read).Describe(EntitiesDocs.Get);
        entity.MapGet("/changes", ChangesAsync).ForAll(Scopes.Read).Describe(EntitiesDocs.GetChanges);
    }

    private static async Task<IResult> PutAsync(HttpContext http, string type, string id, EntityCalls entities)
    {
        var key = ApiCall.Of(http).Entity(type, id);
        var condition = Preconditions.Of(http.Request);
        var body = await JsonBody.ReadAsync(http, BodyRule.Put);
        var fields = FieldsRules.State(RequestReader.Read<PutEntityRequest>(body).Fields);
        return EntityAnswer.Of(http, key, await entities.MutateAsync(http, key, EntityAccess.Write, new PutFields(fields), condition, body));
    }

    private static async Task<IResult> PatchAsync(HttpContext http, string type, string id, EntityCalls entities)
    {
        var key = ApiCall.Of(http).Entity(type, id);
        var condition = Preconditions.Of(http.Request);
        var body = await JsonBody.ReadAsync(http, BodyRule.Patch);
        var patch = FieldsRules.Patch(RequestReader.ReadFields(body));
        return EntityAnswer.Of(http, key, await entities.MutateAsync(http, key, EntityAccess.Write, new PatchFields(patch), condition, body));
    }

    private static async Task<IResult> DeleteAsync(HttpContext http, string type, string id, EntityCalls entities)
    {
        var key = ApiCall.Of(http).Entity(type, id);
        var condition = Preconditions.Of(http.Request);
        return EntityAnswer.Of(http, key, await entities.MutateAsync(http, key, EntityAccess.Write, new DeleteEntity(), condition, body: null));
    }

    private static async Task<IResult> GetAsync(HttpContext http, string type, string id, EntityCalls entities)
    {
        var call = ApiCall.Of(http);
        var grain = await entities.OpenAsync(call, call.Entity(type, id), EntityAccess.Read, http.RequestAborted);
        var reading = await grain.Read();
        if (reading.Snapshot is not { } snapshot) return entities.NotThere(call, reading);
        var current = Preconditions.IsCurrent(http.Request, snapshot.Position);
        http.Response.Headers.ETag = Preconditions.ETag(snapshot.Position);
        return current ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Json(StateBody.Of(snapshot), WireJson.Options);
    }

    private static async Task<IResult> ChangesAsync(HttpContext http, string type, string id, EntityCalls entities)
    {
        var call = ApiCall.Of(http);
        var key = call.Entity(type, id);
        if (!Position.TryParse(Query.Single(http.Request, "since"), out var since))
            throw new ProblemException(ProblemCodes.BadPosition, field: "since");
        var grain = await entities.OpenAsync(call, key, EntityAccess.Read, http.RequestAborted);
        var missed = await grain.CatchUp(since);
        if (missed.Changes is not { } changes)
        {
            return missed.Reading is { Snapshot: null } gone
                ? entities.NotThere(call, gone)
                : Problem.Of(ProblemCodes.HistoryGone) with { Position = missed.Reading?.Position?.ToString() };
        }

        var to = changes.IsEmpty ? since : since with { Version = changes[^1].Version };
        var bodies = changes.Select(change => ChangeBody.Of(since.Epoch, change));
        return Results.Json(new ChangesBody(since.ToString(), to.ToString(), [.. bodies]), WireJson.Options);
    }
}

internal sealed record PutEntityRequest(JsonFields Fields);
