using System.Collections.Immutable;
using System.Text.Json;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Entities;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Followers;

/// <summary><c>/entities/{type}/{id}/followers</c></summary>
internal static class FollowersApi
{
    /// <summary>Of followers, who are names only.</summary>
    public static readonly PageLimit Limit = new(1_000, 100);

    public static void MapFollowers(this RouteGroupBuilder workspace)
    {
        var followers = workspace.MapGroup("/entities/{type}/{id}/followers").WithTags("Followers");
        followers.MapPut("/{user}", (HttpContext http, string type, string id, string user, EntityCalls entities) =>
            SetAsync(http, type, id, user, follows: true, entities)).ForAll(Scopes.Write).Describe(FollowersDocs.Follow);
        followers.MapPost("", AddAsync).ForAll(Scopes.Write).Describe(FollowersDocs.FollowByMany);
        followers.MapDelete("/{user}", (HttpContext http, string type, string id, string user, EntityCalls entities) =>
            SetAsync(http, type, id, user, follows: false, entities)).ForAll(Scopes.Write).Describe(FollowersDocs.Unfollow);
        followers.MapGet("", ListAsync).ForAll(Scopes.Read).Describe(FollowersDocs.Get);
    }

    private static async Task<IResult> SetAsync(HttpContext http, string type, string id, string user, bool follows, EntityCalls entities)
    {
        var key = ApiCall.Of(http).Entity(type, id);
        return await SetAsync(http, key, [ApiCall.User(user)], "user", follows, body: null, entities);
    }

    private static async Task<IResult> AddAsync(HttpContext http, string type, string id, EntityCalls entities)
    {
        var key = ApiCall.Of(http).Entity(type, id);
        var body = await JsonBody.ReadAsync(http, BodyRule.Names);
        var users = RequestReader.Read<FollowersRequest>(body).Users;
        if (users.Count > SetFollowers.MaxUsers)
            throw new ProblemException(ProblemCodes.TooManyItems, $"A call takes at most {SetFollowers.MaxUsers} users.", "users");
        return await SetAsync(http, key, [.. users.Select(user => ApiCall.User(user, "users"))], "users", follows: true, body, entities);
    }

    /// <param name="field">Where the request names the users.</param>
    private static async Task<IResult> SetAsync(
        HttpContext http, EntityKey key, ImmutableArray<string> users, string field, bool follows, JsonElement? body, EntityCalls entities)
    {
        var caller = ApiCall.Of(http).Caller;
        if (caller.Kind == CallerKind.User && users.Any(user => user != caller.User))
            throw new ProblemException(ProblemCodes.AccessDenied, "A user follows for nobody else.", field);
        // Whoever may look may follow: it changes what one is told, not the entity.
        var outcome = await entities.MutateAsync(http, key, EntityAccess.Read, new SetFollowers(users, follows), Precondition.None, body);
        if (outcome.Error is not null) return Problem.Of(outcome);
        EntityAnswer.AddHeaders(http, outcome);
        return Results.NoContent();
    }

    private static async Task<IResult> ListAsync(HttpContext http, string type, string id, EntityCalls entities)
    {
        var call = ApiCall.Of(http);
        var key = call.Entity(type, id);
        var after = Query.Single(http.Request, "after");
        if (after is not null && !Names.IsId(after)) throw Query.Bad("after", $"must be a user: {Names.IdRule}");
        var limit = Query.Limit(http.Request, Limit);
        var grain = await entities.OpenAsync(call, key, EntityAccess.Read, http.RequestAborted);
        var page = await grain.Followers(after, limit);
        return Results.Json(new FollowersBody(page.Followers, page.Next), WireJson.Options);
    }
}

/// <param name="Users">At most <see cref="SetFollowers.MaxUsers"/>.</param>
internal sealed record FollowersRequest(IReadOnlyList<string> Users);

/// <summary>A page of followers.</summary>
internal sealed record FollowersBody(IReadOnlyList<string> Followers, string? Next);
