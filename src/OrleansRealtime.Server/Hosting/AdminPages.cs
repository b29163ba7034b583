using System.Reflection;
using System.Text;

namespace OrleansRealtime.Server.Hosting;

/// <summary><c>/admin</c>: the page of those who support users. Three files that travel in the assembly, and are served as they were written; all that
/// they show, the browser asks the API for, with a key that the person at it types in. Only the link to Orleans' dashboard is hidden where there is
/// none.</summary>
internal static class AdminPages
{
    public const string Path = "/admin";

    private const string HiddenLink = "id=\"orleans\" hidden";

    public static void MapAdminPages(this IEndpointRouteBuilder app, bool hasDashboard)
    {
        var page = Load("index.html");
        Map(Path, hasDashboard ? ShowLink(page) : page, "text/html; charset=utf-8");
        Map($"{Path}/admin.css", Load("admin.css"), "text/css; charset=utf-8");
        Map($"{Path}/admin.js", Load("admin.js"), "text/javascript; charset=utf-8");

        void Map(string path, byte[] bytes, string contentType) => app.MapGet(path, (HttpContext http) =>
        {
            // After an update nobody runs yesterday's page against today's server.
            http.Response.Headers.CacheControl = "no-cache";
            return Results.Bytes(bytes, contentType);
        }).ExcludeFromDescription();
    }

    private static byte[] ShowLink(byte[] page) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(page).Replace(HiddenLink, "id=\"orleans\"", StringComparison.Ordinal));

    private static byte[] Load(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"admin/{file}")
            ?? throw new InvalidOperationException($"admin/{file} is not in the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
