using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Auth;

/// <summary>The one way in: reads an API key or a user token from the request. No credentials is no failure; who needs them challenges.</summary>
internal sealed class CallerAuthentication(
    ApiKeys keys, TokenReader tokens, MetUsers met, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "realtime";
    private const string Bearer = "Bearer ";
    private static readonly PathString HubPath = "/hub";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Credentials() is not { } credentials) return AuthenticateResult.NoResult();
        var reading = keys.Find(credentials) is { } key ? new(key) : InWorkspace(await tokens.ReadAsync(credentials));
        if (reading.Caller is { } caller)
        {
            if (caller.User is { } user) met.Add(new(caller.Workspaces[0], user));
            return AuthenticateResult.Success(new(caller.ToPrincipal(SchemeName), SchemeName));
        }

        var problem = new AuthenticationProblem(reading.Error!, reading.Sentence);
        Context.Features.Set(problem);
        return AuthenticateResult.Fail(problem.Detail ?? problem.Error.Title);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        AuthenticationProblem.Of(Context).ToProblem().ExecuteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problem.Of(ProblemCodes.UserRequired).ExecuteAsync(Context);

    private string? Credentials()
    {
        var header = Request.Headers.Authorization;
        if (header.Count > 0)
        {
            // Something else than one bearer credential is a credential that nobody knows, not the absence of one.
            return header is [{ } value] && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? value[Bearer.Length..].Trim() : "";
        }

        // Browsers cannot set headers on a WebSocket or an event stream. Anywhere else a token in an address would be one in somebody's log.
        return Request.Path.StartsWithSegments(HubPath) && Request.Query["access_token"] is [{ Length: > 0 } token] ? token : null;
    }

    /// <summary>The user in the workspace that the request is about. On the hub that is a parameter, which may be left out where the token is for one
    /// only.</summary>
    private TokenReading InWorkspace(TokenReading reading)
    {
        if (reading.Caller is not { } caller) return reading;
        if (!Request.Path.StartsWithSegments(HubPath)) return new(caller.In(Request.RouteValues["ws"] as string));
        return Request.Query["workspace"] switch
        {
            [] when caller.Workspaces.Length == 1 => reading,
            [] => TokenReading.Refused(ProblemCodes.WorkspaceDenied, "The token is for several workspaces: say in the address which one, as ?workspace=."),
            [{ } workspace] when caller.MayEnter(workspace) => new(caller.In(workspace)),
            _ => TokenReading.Refused(ProblemCodes.WorkspaceDenied),
        };
    }
}

/// <summary>Why a request's credentials did not do.</summary>
/// <param name="Detail">What exactly, for people.</param>
internal sealed record AuthenticationProblem(ProblemCode Error, string? Detail = null)
{
    public static AuthenticationProblem Of(HttpContext http) => http.Features.Get<AuthenticationProblem>() ?? new(ProblemCodes.Unauthenticated);

    public Problem ToProblem() => Problem.Of(Error, Detail);
}
