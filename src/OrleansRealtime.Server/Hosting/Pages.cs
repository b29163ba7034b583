namespace OrleansRealtime.Server.Hosting;

/// <summary>The demo page: files that the build made of src/web, or a line that says why there are none.</summary>
internal static class Pages
{
    private const string Missing = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <title>OrleansRealtime</title>
        <body style="font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
        <h1>The demo page was not built</h1>
        <p>The server runs, but building the page needs Node, which was missing when the server was built.
        Install Node 20.19 or newer, then start <code>./run</code> again (on Debian, as root, it installs Node itself).</p>
        <p>REST works without it: <a href="/swagger">try it here</a>.</p>
        </body>
        </html>
        """;

    public static void MapPages(this WebApplication app)
    {
        if (app.Environment.WebRootFileProvider.GetFileInfo("index.html").Exists)
        {
            app.UseDefaultFiles();
            app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = context => SetCaching(context.Context) });
        }
        else
        {
            app.MapGet("/", () => Results.Text(Missing, "text/html")).ExcludeFromDescription();
        }
    }

    private static void SetCaching(HttpContext http) =>
        // Names under /assets hold a digest of what is in them.
        http.Response.Headers.CacheControl = http.Request.Path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache";
}
