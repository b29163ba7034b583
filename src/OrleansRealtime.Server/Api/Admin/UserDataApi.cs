using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Auth;

namespace OrleansRealtime.Server.Api.Admin;

/// <summary><c>/admin/users/{user}/data</c>: all that is kept of one user, to hand out or to erase.</summary>
internal static class UserDataApi
{
    /// <summary>The first page is read as any call reads, so that what fails at once is answered as a problem; the others while they are sent.</summary>
    public static async Task<IResult> ExportAsync(
        HttpContext http, string user, IGrainFactory grains, CallPermits turns, AnswerPermits answers, IOptions<GatewayOptions> options, TimeProvider time)
    {
        var key = new UserKey(ApiCall.Of(http).Workspace, ApiCall.User(user));
        var grain = grains.GetGrain<IUserGrain>(key.ToString());
        var first = await grain.Export(null, http.RequestAborted).OrUnavailableAsync();
        var presence = (await Presence(key, grains).Read([key.ToString()]))[0];
        AnswerFilter.TakeRoom(http, answers, UserDataExport.HeldBytes);
        return new UserDataExport(user, grain, first, presence.LastSeen, turns, options.Value.CallTimeout, time);
    }

    /// <summary>Goes on for as long as its steps are answered.</summary>
    public static async Task<IResult> EraseAsync(HttpContext http, string user, IGrainFactory grains, TokenRefusals refusals)
    {
        var key = new UserKey(ApiCall.Of(http).Workspace, ApiCall.User(user));
        var grain = grains.GetGrain<IUserGrain>(key.ToString());
        var erased = UserDataCounts.None;
        for (ErasureStep? step = null; step is not { IsLast: true };)
        {
            http.RequestAborted.ThrowIfCancellationRequested();
            step = await grain.EraseData(step).OrUnavailableAsync();
            erased += step.Erased;
            CallTime.Current?.Restart();
        }

        // Last: who was sent away leaves, and is not remembered for it.
        var wasSeen = await Presence(key, grains).Forget(key.ToString()).OrUnavailableAsync();
        refusals.Forget(key.Workspace, user);
        return Results.Json(new ErasedBody(user, UserDataCountsBody.Of(erased, wasSeen)), WireJson.Options);
    }

    private static IUserPresenceGrain Presence(UserKey key, IGrainFactory grains) => grains.GetGrain<IUserPresenceGrain>(IUserPresenceGrain.KeyOf(key));
}
