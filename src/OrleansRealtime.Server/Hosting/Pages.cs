using Microsoft.Extensions.Options;
using OrleansRealtime.Server.Api.OpenApi;

namespace OrleansRealtime.Server.Hosting;

/// <summary>What people look at: the page to try REST from, that of those who support users, and the demo page, files that the build made of src/web, or a line that says why there are
/// none.</summary>
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
        Install Node 18 or newer, then start <code>./run</code> again (on Debian, as root, it installs Node itself).</p>
        <p>REST works without it: <a href="swagger">try it here</a>.</p>
        </body>
        </html>
        """;

    public static void MapPages(this WebApplication app)
    {
        var pages = app.Services.GetRequiredService<IOptions<PageOptions>>().Value;
        if (pages.HasSwagger(app.Environment)) app.UseApiPage();
        if (pages.HasAdmin(app.Environment)) app.MapAdminPages(pages.Orleans);
        if (pages.Orleans) app.MapOrleansPages();
        if (!pages.HasDemo(app.Environment)) return;
        if (app.Environment.WebRootFileProvider.GetFileInfo("index.html").Exists)
        {
            app.UseDefaultFiles();
            // Asked for anew each time, and answered 304: after an update nobody runs yesterday's page against today's server.
            app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" });
        }
        else
        {
            app.MapGet("/", () => Results.Text(Missing, "text/html")).ExcludeFromDescription();
        }
    }
}
