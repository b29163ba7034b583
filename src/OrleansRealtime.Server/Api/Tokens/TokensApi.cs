using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.OpenApi;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Tokens;

/// <summary><c>/tokens</c>: a server makes a token for one of its users. <c>/dev-tokens</c>: anybody does, while one develops.</summary>
internal static class TokensApi
{
    private const int MaxName = 200;

    public static void MapTokens(this RouteGroupBuilder workspace) =>
        workspace.MapPost("/tokens", IssueAsync).ForKeys(Scopes.Tokens).WithTags("Tokens").Describe(ApiDocs.IssueToken);

    /// <param name="open">The group that lets everybody in.</param>
    public static void MapDevTokens(this RouteGroupBuilder open) =>
        open.MapPost("/dev-tokens", IssueAsync).WithTags("Tokens").Describe(ApiDocs.IssueDevToken);

    private static async Task<IResult> IssueAsync(HttpContext http, string ws, UserTokens tokens)
    {
        if (!Names.IsWord(ws)) throw new ProblemException(ProblemCodes.BadKey, field: "ws");
        var members = new JsonMembers(await JsonBody.ReadAsync(http, BodyRule.Usual), "user", "name", "ttlSeconds");
        var user = ApiCall.User(members.Name("user"));
        var name = members.OptionalText("name", MaxName) ?? user;
        var seconds = members.OptionalInteger(
            "ttlSeconds", (long)UserTokens.MinLifetime.TotalSeconds, (long)UserTokens.MaxLifetime.TotalSeconds);
        var lifetime = seconds is { } given ? TimeSpan.FromSeconds(given) : UserTokens.DefaultLifetime;
        return Results.Json(tokens.Issue(ws, user, name, lifetime), WireJson.Options);
    }
}
