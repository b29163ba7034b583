using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansRealtime.Server.Telemetry;

namespace OrleansRealtime.Tests.Server.Telemetry;

/// <summary>The whole server with telemetry as it is told.</summary>
internal sealed class TelemetryApp(params (string Key, string Value)[] settings) : ServerApp
{
    /// <summary>The port for Prometheus; <c>null</c> when there is none.</summary>
    public Uri? MetricsAddress => Services.GetServices<IHostedService>().OfType<MetricsPort>().SingleOrDefault()?.Address;

    /// <summary>What Prometheus reads.</summary>
    public async Task<string> MetricsAsync()
    {
        using var http = new HttpClient { BaseAddress = MetricsAddress };
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/plain"));
        return await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        foreach (var (key, value) in settings) builder.UseSetting(key, value);
    }
}
