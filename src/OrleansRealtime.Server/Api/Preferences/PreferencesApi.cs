using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Preferences;

/// <summary><c>/me/preferences</c>: what the caller wants to be told of, as one document.</summary>
internal static class PreferencesApi
{
    /// <summary>A version that no document has.</summary>
    private const long NoVersion = -1;

    public static void MapPreferences(this RouteGroupBuilder workspace)
    {
        var preferences = workspace.MapGroup("/me/preferences").ForUsers().WithTags("Preferences");
        preferences.MapGet("", GetAsync).Describe(PreferencesDocs.Get);
        preferences.MapPut("", PutAsync).Describe(PreferencesDocs.Put);
        preferences.MapPatch("", PatchAsync).Describe(PreferencesDocs.Patch);
    }

    private static async Task<IResult> GetAsync(HttpContext http, IGrainFactory grains)
    {
        var preferences = await ApiCall.Of(http).Me(grains).Preferences();
        return PreferencesTag.IsCurrent(http.Request, preferences) ? Results.StatusCode(StatusCodes.Status304NotModified) : Answer(http, preferences);
    }

    private static async Task<IResult> PutAsync(HttpContext http, IGrainFactory grains, FollowChoices follows)
    {
        var body = await JsonBody.ReadAsync(http, BodyRule.Usual);
        var at = PreferencesTag.Required(http.Request);
        var (call, next) = (ApiCall.Of(http), PreferencesReader.Read(body));
        var key = IdempotencyHeader.Of(http, body);
        if (await DoneBeforeAsync(call.Me(grains), key) is { } before) return Answer(http, before);
        var current = await call.Me(grains).Preferences();
        if (at is null || at == current.Version) await follows.FollowAsync(call, current, next, http.RequestAborted);
        return Answer(http, await call.Me(grains).SetPreferences(next, key, at));
    }

    private static async Task<IResult> PatchAsync(HttpContext http, IGrainFactory grains, FollowChoices follows)
    {
        // Each try that is in vain is a change of another device that went through.
        const int Tries = 20;
        var body = await JsonBody.ReadAsync(http, BodyRule.Patch);
        var at = PreferencesTag.Required(http.Request);
        var call = ApiCall.Of(http);
        var key = IdempotencyHeader.Of(http, body);
        if (await DoneBeforeAsync(call.Me(grains), key) is { } before) return Answer(http, before);
        for (var tries = 0; tries < Tries; tries++)
        {
            var current = await call.Me(grains).Preferences();
            var next = PreferencesPatch.Apply(current, body);
            if (at is null || at == current.Version) await follows.FollowAsync(call, current, next, http.RequestAborted);
            var outcome = await call.Me(grains).SetPreferences(next, key, at ?? current.Version);
            if (at is not null || outcome.Error != ProblemCodes.PreferencesConflict.Code) return Answer(http, outcome);
        }

        return Problem.Of(ProblemCodes.Overloaded);
    }

    /// <summary>What a request under this key came to, or why there is none under it; a repeat must not follow, nor be judged by what others chose since.
    /// </summary>
    /// <returns><c>null</c> when nothing was done under the key.</returns>
    private static async Task<PreferencesOutcome?> DoneBeforeAsync(IUserGrain me, IdempotencyKey? key)
    {
        if (key is null) return null;
        // The grain looks a key up first. Where it does not know it, a condition that never holds has it change nothing and take no key.
        var outcome = await me.SetPreferences(UserPreferences.Empty, key, NoVersion);
        return outcome.Error == ProblemCodes.PreferencesConflict.Code ? null : outcome;
    }

    private static IResult Answer(HttpContext http, PreferencesOutcome outcome)
    {
        if (outcome.Error is { } error) return Problem.Of(ProblemCodes.Of(error));
        IdempotencyHeader.Answer(http.Response, outcome.Replayed);
        return Answer(http, outcome.Preferences!);
    }

    private static IResult Answer(HttpContext http, UserPreferences preferences)
    {
        http.Response.Headers.ETag = PreferencesTag.Of(preferences);
        return Results.Json(PreferencesBody.Of(preferences), WireJson.Options);
    }
}
