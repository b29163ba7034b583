using Microsoft.Extensions.Options;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Telemetry;

namespace OrleansRealtime.Server.Hosting;

/// <summary>The process around the platform: its web server, its end.</summary>
internal static class ServerHosting
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    public static void AddServerHosting(this WebApplicationBuilder builder)
    {
        // Loopback unless somebody says otherwise: what is on by default is not on the network.
        var isElsewhere = builder.Configuration.GetSection("Kestrel:Endpoints").Exists();
        string[] urls = isElsewhere ? [] : (builder.Configuration["urls"] is { Length: > 0 } given ? given : DefaultUrl).Split(';', StringSplitOptions.RemoveEmptyEntries);
        if (!isElsewhere) builder.WebHost.UseUrls(urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyRule.Largest;
            HeadLimits.Configure(kestrel.Limits);
            // A telephone on the slowest of networks sends four times as fast; who sends slower, keeps a connection and a buffer for nothing.
            kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));
        });
        builder.Services.AddOptionsWithValidateOnStart<ShutdownOptions, ShutdownOptionsValidator>().BindConfiguration(ShutdownOptions.Section);
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>((host, shutdown) => host.ShutdownTimeout = shutdown.Value.Timeout);
        builder.Services.AddHostedService<ConfigurationCheck>();
        builder.Services.AddHostedService<ClusterEvents>();
        builder.Services.AddOptions<PageOptions>().BindConfiguration(PageOptions.Section);
        builder.Services.AddProxies();
        builder.AddBrowsers(urls);
        builder.Services.AddSingleton<DataPaths>();
        builder.Services.AddSingleton<ServerMetrics>();
        builder.AddServerLogging();
        builder.AddTelemetry();
    }
}
