using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Server.Api.Access;

/// <summary>Takes a user's access away: what is cached is forgotten, viewers are told.</summary>
internal static class AccessApi
{
    public static void MapAccess(this RouteGroupBuilder workspace)
    {
        workspace.MapDelete("/access/{user}", ForgetAllAsync).ForKeys(Scopes.Admin).WithTags("Access").Describe(AccessDocs.Forget);
        workspace.MapDelete("/entities/{type}/{id}/access/{user}", ForgetOneAsync)
            .ForKeys(Scopes.Admin).WithTags("Access").Describe(AccessDocs.ForgetEntity);
    }

    private static async Task<IResult> ForgetAllAsync(
        HttpContext http, string user, TokenRefusals refusals, IClusterView cluster, IGrainFactory grains)
    {
        var call = ApiCall.Of(http);
        ApiCall.User(user);
        await cluster.ForgetAccessAsync(new(call.Workspace, user, Entity: null));
        await refusals.RefuseAsync(call.Workspace, user);
        await grains.GetGrain<IUserGrain>(new UserKey(call.Workspace, user).ToString()).AccessChanged(entity: null);
        return Results.NoContent();
    }

    private static async Task<IResult> ForgetOneAsync(
        HttpContext http, string type, string id, string user, IClusterView cluster, IGrainFactory grains)
    {
        var call = ApiCall.Of(http);
        var key = call.Entity(type, id);
        ApiCall.User(user);
        await cluster.ForgetAccessAsync(new(call.Workspace, user, $"{type}/{id}"));
        await grains.GetGrain<IEntityGrain>(key.ToString()).ForgetAccess(user);
        await grains.GetGrain<IUserGrain>(new UserKey(call.Workspace, user).ToString()).AccessChanged(new(type, id));
        return Results.NoContent();
    }
}
