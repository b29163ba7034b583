using Microsoft.AspNetCore.Http.Features;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>
/// Refuses an address of which the web server makes another one. It takes parts of dots away, <c>%2e</c> too, and routing passes over a slash
/// at the end, where a client that takes dots away itself leaves one: <c>DELETE …/{id}/followers/..</c> would delete the entity. And it leaves
/// the escape of a slash, and one that is not of UTF-8, as they stand, so that <c>a%2Fb</c> would be the id that <c>a%252Fb</c> is.
/// </summary>
internal static class StrictPaths
{
    /// <summary>To be used before routing.</summary>
    public static void UseStrictPaths(this IApplicationBuilder app) =>
        app.Use(static (http, next) => Refusal(http) is { } problem ? problem.ExecuteAsync(http) : next(http));

    private static Problem? Refusal(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.AsSpan();
        if (target.IndexOf('?') is >= 0 and var query) target = target[..query];
        foreach (var range in target.Split('/'))
        {
            switch (PercentEncoding.Decode(target[range]))
            {
                case null:
                    return Problem.Of(ProblemCodes.BadKey, "A part of the path has a % that begins no character of UTF-8.");
                case "." or "..":
                    return Problem.Of(ProblemCodes.BadKey, "A part of the path is '.' or '..', which are no names.");
                case var part when part.Contains('/', StringComparison.Ordinal):
                    return Problem.Of(ProblemCodes.BadKey, "A part of the path has an escaped '/', which is in no name.");
            }
        }

        return http.Request.Path.StartsWithSegments("/v1") && http.Request.Path.Value!.EndsWith('/') ? Problem.Of(ProblemCodes.UnknownPath) : null;
    }
}
