using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Auth;

/// <summary>The one way in: reads an API key or a user token from the request. No credentials is no failure; who needs them challenges.</summary>
internal sealed class CallerAuthentication(
    ApiKeys keys, UserTokens tokens, MetUsers met, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "realtime";
    private const string Bearer = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Credentials() is not { } credentials) return Task.FromResult(AuthenticateResult.NoResult());
        var expired = false;
        var caller = keys.Find(credentials) ?? tokens.Read(credentials, out expired);
        if (caller is not null)
        {
            if (caller.User is { } user) met.Add(new(caller.Workspaces[0], user));
            return Task.FromResult(AuthenticateResult.Success(new(caller.ToPrincipal(SchemeName), SchemeName)));
        }

        var error = expired ? ProblemCodes.TokenExpired : ProblemCodes.Unauthenticated;
        Context.Features.Set(new AuthenticationProblem(error));
        return Task.FromResult(AuthenticateResult.Fail(error.Title));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Problem.Of(AuthenticationProblem.Of(Context)).ExecuteAsync(Context);

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

    private static readonly PathString HubPath = "/hub";
}

/// <summary>Why a request's credentials did not do.</summary>
internal sealed record AuthenticationProblem(ProblemCode Error)
{
    public static ProblemCode Of(HttpContext http) => http.Features.Get<AuthenticationProblem>()?.Error ?? ProblemCodes.Unauthenticated;
}
