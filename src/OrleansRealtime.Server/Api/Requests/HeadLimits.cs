using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>How long an address may be, and how many and how large headers. The web server has such bounds of its own, but what is past them it
/// answers without a body, and before anybody else sees it; so these are lower, and most of what is too long is told why.</summary>
internal static class HeadLimits
{
    /// <summary>Characters of path and query. 8 KiB, as most proxies have it.</summary>
    private const int MaxAddress = 8 * 1024;

    private const int MaxHeaders = 100;

    /// <summary>Bytes of names and values.</summary>
    private const int MaxHeaderBytes = 32 * 1024;

    /// <summary>The web server's own bounds. 128 KiB of address: a question for the presence of a hundred users with the longest of ids.</summary>
    public static void Configure(KestrelServerLimits limits)
    {
        limits.MaxRequestLineSize = 128 * 1024;
        limits.MaxRequestHeaderCount = 2 * MaxHeaders;
        limits.MaxRequestHeadersTotalSize = 2 * MaxHeaderBytes;
    }

    public static void UseHeadLimits(this IApplicationBuilder app) =>
        app.Use(static (http, next) => Refusal(http) is { } error ? Problem.Of(error).ExecuteAsync(http) : next(http));

    private static ProblemCode? Refusal(HttpContext http)
    {
        if (http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Length > MaxAddress) return ProblemCodes.AddressTooLong;
        var (count, bytes) = (0, 0);
        foreach (var (name, values) in http.Request.Headers)
        {
            foreach (var value in values)
            {
                count++;
                bytes += name.Length + (value?.Length ?? 0);
            }
        }

        return count > MaxHeaders || bytes > MaxHeaderBytes ? ProblemCodes.HeadersTooLarge : null;
    }
}
