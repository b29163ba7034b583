using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Presence;

/// <summary>Who is there, for whoever is in the workspace.</summary>
internal static class PresenceApi
{
    /// <summary>The most users of one question.</summary>
    private const int MaxUsers = 100;

    public static void MapPresence(this RouteGroupBuilder workspace)
    {
        workspace.MapGet("/users/{user}/presence", OneAsync).ForAll(Scopes.Read).WithTags("Presence").Describe(PresenceDocs.GetUser);
        workspace.MapGet("/presence", SeveralAsync).ForAll(Scopes.Read).WithTags("Presence").Describe(PresenceDocs.Get);
        workspace.MapPost("/presence", NamedAsync).ForAll(Scopes.Read).WithTags("Presence").Describe(PresenceDocs.Query).WithMetadata(new ReadingCall());
    }

    private static async Task<IResult> NamedAsync(HttpContext http, IGrainFactory grains, SecondTry secondTry)
    {
        var request = RequestReader.Read<PresenceRequest>(await JsonBody.ReadAsync(http, BodyRule.Names));
        return await secondTry.RunAsync(async () => await AnswerAsync(http, request.Users, grains));
    }

    private static async Task<IResult> OneAsync(HttpContext http, string user, IGrainFactory grains) =>
        Results.Json((await ReadAsync(ApiCall.Of(http), [ApiCall.User(user)], grains))[0], WireJson.Options);

    private static Task<IResult> SeveralAsync(HttpContext http, IGrainFactory grains)
    {
        var users = Query.Single(http.Request, "users") ?? throw Query.Bad("users", "must name 1 to 100 users, with commas between");
        return AnswerAsync(http, users.Split(','), grains);
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, IReadOnlyList<string> users, IGrainFactory grains)
    {
        if (users.Count > MaxUsers) throw new ProblemException(ProblemCodes.TooManyItems, $"A call asks for at most {MaxUsers} users.", field: "users");
        foreach (var user in users) ApiCall.User(user, "users");
        return Results.Json(new UserPresencesBody(await ReadAsync(ApiCall.Of(http), users, grains)), WireJson.Options);
    }

    private static async Task<UserPresenceBody[]> ReadAsync(ApiCall call, IReadOnlyList<string> users, IGrainFactory grains)
    {
        var parts = users.Distinct().Select(user => new UserKey(call.Workspace, user)).GroupBy(IUserPresenceGrain.KeyOf);
        var answers = await Task.WhenAll(parts.Select(async part =>
        {
            var read = await grains.GetGrain<IUserPresenceGrain>(part.Key).Read([.. part.Select(key => key.ToString())]);
            return part.Select((key, i) => new UserPresenceBody(key.User, read[i].Status, read[i].LastSeen));
        }));
        var known = answers.SelectMany(answer => answer).ToDictionary(presence => presence.User);
        return [.. users.Select(user => known[user])];
    }
}

internal sealed record PresenceRequest(IReadOnlyList<string> Users);
