using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace OrleansRealtime.Tests.Server.Telemetry;

/// <summary>What servers send OTLP to: keeps the bodies, by their paths.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string Body)> _bodies = new();

    private OtlpCollector(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var collector = new OtlpCollector(builder.Build());
        collector._app.Run(collector.KeepAsync);
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>All that came to a path; the texts in it stand there as they are.</summary>
    public string Of(string path) => string.Concat(_bodies.Where(body => body.Path == path).Select(body => body.Body));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task KeepAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.Latin1);
        _bodies.Enqueue((http.Request.Path, await reader.ReadToEndAsync(http.RequestAborted)));
        http.Response.ContentType = "application/x-protobuf";
    }
}
