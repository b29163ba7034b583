using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway.Entities;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Auth;

namespace OrleansRealtime.Server.Api.Access;

/// <summary>Takes a user's access away: what is cached is forgotten, viewers are told.</summary>
internal static class AccessApi
{
    public static void MapAccess(this RouteGroupBuilder workspace)
    {
        workspace.MapDelete("/access/{user}", ForgetAllAsync).ForKeys(Scopes.Admin).WithTags("Access").Describe(ApiDocs.ForgetAccess);
        workspace.MapDelete("/entities/{type}/{id}/access/{user}", ForgetOneAsync)
            .ForKeys(Scopes.Admin).WithTags("Access").Describe(ApiDocs.ForgetEntityAccess);
    }

    private static async Task<IResult> ForgetAllAsync(
        HttpContext http, string user, TokenRefusals refusals, IEntityAccess access, IGrainFactory grains)
    {
        var call = ApiCall.Of(http);
        ApiCall.User(user);
        access.Forget(call.Workspace, user, entity: null);
        await refusals.RefuseAsync(call.Workspace, user);
        await grains.GetGrain<IUserGrain>(new UserKey(call.Workspace, user).ToString()).AccessChanged(entity: null);
        return Results.NoContent();
    }

    private static async Task<IResult> ForgetOneAsync(
        HttpContext http, string type, string id, string user, EntityFeeds feeds, IEntityAccess access, IGrainFactory grains)
    {
        var call = ApiCall.Of(http);
        var key = call.Entity(type, id);
        ApiCall.User(user);
        access.Forget(call.Workspace, user, key);
        // This process's own connections do not depend on an event that may be lost.
        feeds.ForgetAccess(key, user);
        await grains.GetGrain<IEntityGrain>(key.ToString()).ForgetAccess(user);
        await grains.GetGrain<IUserGrain>(new UserKey(call.Workspace, user).ToString()).AccessChanged(new(type, id));
        return Results.NoContent();
    }
}
