using System.Reflection;

namespace OrleansRealtime.Server.Hosting;

/// <summary><c>/admin</c>: the page of those who support users. Three files that travel in the assembly, and are served as they were written; all that
/// they show, the browser asks the API for, with a key that the person at it types in.</summary>
internal static class AdminPages
{
    public const string Path = "/admin";

    public static void MapAdminPages(this IEndpointRouteBuilder app)
    {
        Map(Path, "index.html", "text/html; charset=utf-8");
        Map($"{Path}/admin.css", "admin.css", "text/css; charset=utf-8");
        Map($"{Path}/admin.js", "admin.js", "text/javascript; charset=utf-8");

        void Map(string path, string file, string contentType)
        {
            var bytes = Load(file);
            app.MapGet(path, (HttpContext http) =>
            {
                // After an update nobody runs yesterday's page against today's server.
                http.Response.Headers.CacheControl = "no-cache";
                return Results.Bytes(bytes, contentType);
            }).ExcludeFromDescription();
        }
    }

    private static byte[] Load(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"admin/{file}")
            ?? throw new InvalidOperationException($"admin/{file} is not in the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
