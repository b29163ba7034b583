using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Hosting;

/// <summary>What browsers have to be told, and asked: which pages may call, what may be done with an answer, by which names we go.</summary>
internal static class Browsers
{
    /// <summary>An answer of the API is no page: nothing in it is to be run or framed.</summary>
    private const string ApiPolicy = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>The demo has its script and its styles in files of its own.</summary>
    private const string PagePolicy =
        "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>The page to try REST from brings scripts within itself.</summary>
    private const string ApiPagePolicy =
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>The page of those who support users shows what anybody may have written, next to a key: it runs its own files, and asks here alone.</summary>
    private const string AdminPagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>Orleans' dashboard brings its fonts within its styles.</summary>
    private const string OrleansPagePolicy =
        "default-src 'self'; font-src 'self' data:; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public static void AddBrowsers(this WebApplicationBuilder builder, IReadOnlyCollection<string> urls)
    {
        builder.Services.AddOptionsWithValidateOnStart<BrowserOptions, BrowserOptionsValidator>().BindConfiguration(BrowserOptions.Section);
        builder.Services.AddCors();
        builder.Services.AddOptions<CorsOptions>().Configure<IOptions<BrowserOptions>>((cors, browsers) => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. browsers.Value.Origins])
            .AllowAnyHeader()
            .AllowAnyMethod()
            // SignalR's client asks with credentials, though there are no cookies here.
            .AllowCredentials()
            .WithExposedHeaders("ETag", "Location", "Retry-After", IdempotencyHeader.ReplayedHeader)
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10))));

        // Another name that leads to this machine is that of a page which wants to pass for one from here (DNS rebinding).
        if (builder.Configuration["AllowedHosts"] is null && urls.Count > 0 && urls.All(IsLoopback))
            builder.Services.Configure<HostFilteringOptions>(hosts => hosts.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
    }

    /// <summary>The headers of every answer; before all else.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static (http, next) =>
    {
        // A failure starts the answer over, without the headers that were set before.
        http.Response.OnStarting(static state =>
        {
            var http = (HttpContext)state;
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.ContentSecurityPolicy = http.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) != true ? ApiPolicy
                : http.Request.Path.StartsWithSegments("/swagger") ? ApiPagePolicy
                : http.Request.Path.StartsWithSegments(AdminPages.Path) ? AdminPagePolicy
                : http.Request.Path.StartsWithSegments(OrleansPages.Path) ? OrleansPagePolicy
                : PagePolicy;
            return Task.CompletedTask;
        }, http);
        return next(http);
    });

    /// <summary>Which pages may: for REST and negotiation the browser asks (CORS), for a WebSocket it only says where the page is from. To be
    /// used behind routing.</summary>
    public static void UseOrigins(this IApplicationBuilder app)
    {
        var origins = app.ApplicationServices.GetRequiredService<IOptions<BrowserOptions>>().Value.Origins;
        if (origins.Count == 0) return;
        app.UseCors();
        app.Use((http, next) => IsForeign(http.Request, origins) ? Problem.Of(ProblemCodes.OriginDenied).ExecuteAsync(http) : next(http));
    }

    private static bool IsForeign(HttpRequest request, List<string> origins) =>
        request.Path.StartsWithSegments("/hub")
        && request.Headers.Origin is [{ } origin]
        && !origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        // The scheme may have been another before a proxy.
        && !(Uri.TryCreate(origin, UriKind.Absolute, out var url) && url.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));

    private static bool IsLoopback(string url) => BindingAddress.Parse(url).Host is "localhost" or "127.0.0.1" or "[::1]";
}
