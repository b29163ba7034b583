using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Entities;
using OrleansRealtime.Server.Api.Inbox;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Api.Preferences;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Admin;

/// <summary><c>/admin</c>: what those who look after the platform ask when somebody says that something did not come. For keys with the scope
/// <c>admin</c>.</summary>
internal static class AdminApi
{
    public static void MapAdmin(this RouteGroupBuilder workspace)
    {
        var admin = workspace.MapGroup("/admin").ForKeys(Scopes.Admin).WithTags("Admin");
        admin.MapGet("/users/{user}", UserAsync).Describe(AdminDocs.GetUser);
        admin.MapGet("/users/{user}/inbox", InboxAsync).WithMetadata(CallWeight.PageOfRows).Describe(AdminDocs.GetInbox);
        admin.MapGet("/users/{user}/notifications", HistoryAsync).WithMetadata(CallWeight.PageOfRows).Describe(AdminDocs.GetHistory);
        admin.MapDelete("/users/{user}/notifications/{id}", TakeBackAsync).Describe(AdminDocs.TakeBack);
        admin.MapGet("/users/{user}/connections", ConnectionsAsync).WithMetadata(CallWeight.PageOfRows).Describe(AdminDocs.GetConnections);
        admin.MapGet("/users/{user}/data", UserDataApi.ExportAsync).WithMetadata(CallWeight.PageOfRows).Describe(AdminDocs.ExportUser);
        admin.MapDelete("/users/{user}/data", UserDataApi.EraseAsync).Describe(AdminDocs.EraseUser);
        admin.MapGet("/processes", ProcessesAsync).Describe(AdminDocs.GetProcesses);
        admin.MapGet("/entities/{type}/{id}", EntityAsync).Describe(AdminDocs.GetEntity);
    }

    private static async Task<IResult> UserAsync(HttpContext http, string user, IGrainFactory grains)
    {
        var key = Key(http, user);
        var grain = User(key, grains);
        var badge = grain.Badge();
        var preferences = grain.Preferences();
        var refused = grain.TokensRefusedBefore();
        var presence = grains.GetGrain<IUserPresenceGrain>(IUserPresenceGrain.KeyOf(key)).Read([key.ToString()]);
        await Task.WhenAll(badge, preferences, refused, presence);
        var (status, lastSeen) = (await presence)[0];
        return Results.Json(
            new AdminUserBody(user, await badge, PreferencesBody.Of(await preferences), new(user, status, lastSeen), await refused), WireJson.Options);
    }

    private static async Task<IResult> InboxAsync(HttpContext http, string user, IGrainFactory grains)
    {
        var grain = User(Key(http, user), grains);
        return Results.Json(InboxPageBody.Of(await grain.Inbox(InboxQuestion.Read(http.Request), http.RequestAborted)), WireJson.Options);
    }

    private static async Task<IResult> HistoryAsync(HttpContext http, string user, IGrainFactory grains)
    {
        var grain = User(Key(http, user), grains);
        var page = await grain.History(HistoryQuestion.Read(http.Request), http.RequestAborted).OrUnavailableAsync();
        return Results.Json(HistoryBody.Of(user, page), WireJson.Options);
    }

    private static async Task<IResult> TakeBackAsync(HttpContext http, string user, string id, IGrainFactory grains)
    {
        var grain = User(Key(http, user), grains);
        if (Names.IsId(id) && await grain.TakeBack(id).OrUnavailableAsync()) return Results.NoContent();
        throw new ProblemException(ProblemCodes.NotFound, $"No notification of this id came for {user}, or too long ago.", "id");
    }

    private static async Task<IResult> ConnectionsAsync(HttpContext http, string user, IGrainFactory grains)
    {
        var processes = await Directory(grains).ConnectionsOf(Key(http, user)).OrUnavailableAsync();
        return Results.Json(ConnectionsBody.Of(user, processes), WireJson.Options);
    }

    private static async Task<IResult> ProcessesAsync(IGrainFactory grains)
    {
        var processes = await Directory(grains).Processes().OrUnavailableAsync();
        return Results.Json(new ProcessesBody([.. processes.Select(load => new ProcessBody(load.Process, load.Connections, load.Watches))]), WireJson.Options);
    }

    private static async Task<IResult> EntityAsync(HttpContext http, string type, string id, EntityCalls entities)
    {
        var call = ApiCall.Of(http);
        var grain = await entities.OpenAsync(call, call.Entity(type, id), EntityAccess.Read, http.RequestAborted);
        var overview = await grain.Overview().OrUnavailableAsync();
        return overview.Reading.Position is null && overview.Owed == 0
            ? entities.NotThere(call, overview.Reading)
            : Results.Json(AdminEntityBody.Of(type, id, overview, await grain.Viewers()), WireJson.Options);
    }

    /// <exception cref="ProblemException">bad_user</exception>
    private static UserKey Key(HttpContext http, string user) => new(ApiCall.Of(http).Workspace, ApiCall.User(user));

    private static IGatewayDirectoryGrain Directory(IGrainFactory grains) => grains.GetNewGrain<IGatewayDirectoryGrain>(IGatewayDirectoryGrain.Key);

    private static IUserGrain User(UserKey key, IGrainFactory grains) => grains.GetGrain<IUserGrain>(key.ToString());
}
