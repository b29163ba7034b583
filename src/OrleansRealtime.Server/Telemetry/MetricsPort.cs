using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace OrleansRealtime.Server.Telemetry;

/// <summary>The port that Prometheus reads: a web server of its own, so that nothing of the platform can ever be asked for there, and nothing of this
/// at the platform's address. It begins before the platform serves and ends after it.</summary>
internal sealed class MetricsPort(MeterProvider meters, IOptions<TelemetryOptions> options, ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    /// <summary>A handful of readers, with the connections that they keep open.</summary>
    private const int MaxConnections = 64;

    private WebApplication? _app;

    /// <summary>Where it listens, once it does.</summary>
    internal Uri? Address => _app?.Urls.FirstOrDefault() is { } url ? new(url) : null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // An empty one reads no configuration: what is meant for the platform's web server is not for this one.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        });
        var url = options.Value.MetricsUrl!;
        builder.WebHost.UseUrls(url);
        // As for the platform's own port: a page in this machine's browser must not read it under a name that leads here (DNS rebinding).
        var isLoopback = new Uri(url).IsLoopback;
        if (isLoopback) builder.Services.AddHostFiltering(hosts => hosts.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
        _app = builder.Build();
        if (isLoopback) _app.UseHostFiltering();
        _app.UseOpenTelemetryPrometheusScrapingEndpoint(meters, IsAsked, path: null, configureBranchedPipeline: null, optionsName: null);
        return _app.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static bool IsAsked(HttpContext http) => HttpMethods.IsGet(http.Request.Method) && http.Request.Path == "/metrics";
}
