using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Preferences;

/// <summary><c>/me/preferences</c>: what the caller wants to be told of, as one document.</summary>
internal static class PreferencesApi
{
    public static void MapPreferences(this RouteGroupBuilder workspace)
    {
        var preferences = workspace.MapGroup("/me/preferences").ForUsers().WithTags("Preferences");
        preferences.MapGet("", GetAsync).Describe(PreferencesDocs.Get);
        preferences.MapPut("", PutAsync).Describe(PreferencesDocs.Put);
    }

    private static async Task<IResult> GetAsync(HttpContext http, IGrainFactory grains) =>
        Answer(await ApiCall.Of(http).Me(grains).Preferences());

    private static async Task<IResult> PutAsync(HttpContext http, IGrainFactory grains)
    {
        var body = await JsonBody.ReadAsync(http, BodyRule.Usual);
        var outcome = await ApiCall.Of(http).Me(grains).SetPreferences(PreferencesReader.Read(body), IdempotencyHeader.Of(http, body));
        if (outcome.Error is { } error) return Problem.Of(ProblemCodes.Of(error));
        IdempotencyHeader.Answer(http.Response, outcome.Replayed);
        return Answer(outcome.Preferences!);
    }

    private static IResult Answer(UserPreferences preferences) => Results.Json(PreferencesBody.Of(preferences), WireJson.Options);
}
