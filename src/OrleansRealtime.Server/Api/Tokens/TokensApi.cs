using System.ComponentModel.DataAnnotations;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Tokens;

/// <summary><c>/tokens</c>: a server makes a token for one of its users. <c>/dev-tokens</c>: anybody does, while one develops.</summary>
internal static class TokensApi
{
    public static void MapTokens(this RouteGroupBuilder workspace) =>
        workspace.MapPost("/tokens", IssueAsync).ForKeys(Scopes.Tokens).WithTags("Tokens").Describe(TokensDocs.Issue);

    /// <param name="open">The group that lets everybody in.</param>
    public static void MapDevTokens(this RouteGroupBuilder open) =>
        open.MapPost("/dev-tokens", IssueAsync).WithTags("Tokens").Describe(TokensDocs.IssueDev);

    private static async Task<IResult> IssueAsync(HttpContext http, string ws, UserTokens tokens)
    {
        if (!Names.IsWord(ws)) throw new ProblemException(ProblemCodes.BadKey, field: "ws");
        var request = RequestReader.Read<TokenRequest>(await JsonBody.ReadAsync(http, BodyRule.Usual));
        var user = ApiCall.User(request.User);
        var lifetime = request.TtlSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : UserTokens.DefaultLifetime;
        return Results.Json(await tokens.IssueAsync(ws, user, request.Name ?? user, lifetime), WireJson.Options);
    }
}

internal sealed record TokenRequest(
    string User,
    [property: StringLength(200, MinimumLength = 1)] string? Name = null,
    [property: Range(1, UserTokens.MaxSeconds)] int? TtlSeconds = null);
