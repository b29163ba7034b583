using System.Net.Http.Headers;
using System.Text;
using Orleans.Dashboard;
using OrleansRealtime.Server.Auth;

namespace OrleansRealtime.Server.Hosting;

/// <summary><c>/orleans</c>: Orleans' own dashboard. It shows grains of all workspaces by their keys, so whoever sees it has an API key with the scope
/// <c>admin</c> for all of them. A browser asks for it as a password, whatever the user's name, because it can keep no key for a page that is not
/// ours.</summary>
internal static class OrleansPages
{
    public const string Path = "/orleans";

    private const string Basic = "Basic";

    /// <summary>Logs are for those who have the machine, and not for everybody with a key.</summary>
    public static void Configure(DashboardOptions options) => options.HideTrace = true;

    /// <summary>Also what is not found there is asked for with a key only.</summary>
    public static void MapOrleansPages(this WebApplication app)
    {
        app.Use((http, next) => !http.Request.Path.StartsWithSegments(Path) || MaySee(http) ? next(http) : Challenge(http.Response));
        app.MapOrleansDashboard(Path);
    }

    private static bool MaySee(HttpContext http) =>
        Password(http.Request) is { } password
        && http.RequestServices.GetRequiredService<ApiKeys>().Find(password) is { } caller
        && caller.Scopes.Contains(Scopes.Admin)
        && caller.Workspaces.Contains(Caller.AnyWorkspace);

    private static string? Password(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) || header is not { Scheme: Basic, Parameter: { } encoded })
            return null;
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length)) return null;
        var pair = Encoding.UTF8.GetString(bytes.AsSpan(0, length));
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : pair[(colon + 1)..];
    }

    private static Task Challenge(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.WWWAuthenticate = "Basic realm=\"OrleansRealtime\", charset=\"UTF-8\"";
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync("The password is an API key with the scope admin for all workspaces.");
    }
}
