using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OrleansRealtime.Server.Telemetry;

/// <summary>OpenTelemetry, as far as it is configured. Without configuration nothing of it is made: meters and activities have no listener, and cost
/// what a look for one costs.</summary>
internal static class TelemetryHosting
{
    private const string ServiceName = "orleans-realtime";

    /// <summary>Ours, and beside them those of what we stand on.</summary>
    private static readonly string[] Meters =
    [
        "OrleansRealtime.*",
        "Microsoft.Orleans",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Http.Connections",
        "Npgsql",
        "System.Net.Http",
        "System.Runtime",
    ];

    private static readonly string[] Untraced = ["/hub", "/health", "/metrics"];

    /// <summary>Orleans takes each interface whose namespace begins with "Orleans" for one of its own, ours too: calls of our grains are told by its
    /// runtime's source. Its own begin no trace (<see cref="RequestSampler"/>).</summary>
    private static readonly string[] Sources =
        ["OrleansRealtime.*", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Storage", "Microsoft.AspNetCore.SignalR.Server", "Npgsql"];

    /// <summary>Whether traces are made, so that they have to be carried from process to process.</summary>
    public static bool IsTraced(IConfiguration configuration) => Read(configuration) is { IsExported: true };

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<TelemetryOptions, TelemetryOptionsValidator>().BindConfiguration(TelemetryOptions.Section);
        var (options, isExported) = Read(builder.Configuration);
        if (!isExported && options.MetricsUrl is null) return;

        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(Describe).WithMetrics(metrics => metrics.AddMeter(Meters));
        if (options.MetricsUrl is not null)
        {
            telemetry.WithMetrics(metrics => metrics.AddPrometheusExporter());
            builder.Services.AddHostedService<MetricsPort>();
        }

        if (!isExported) return;
        if (options.OtlpEndpoint is { } endpoint) telemetry.UseOtlpExporter(options.OtlpProtocol, new(endpoint));
        else telemetry.UseOtlpExporter();
        telemetry.WithTracing(traces =>
        {
            traces.AddSource(Sources).AddAspNetCoreInstrumentation(requests => requests.Filter = IsTraced);
            if (builder.Configuration["OTEL_TRACES_SAMPLER"] is null) traces.SetSampler(new RequestSampler(options.TraceRatio));
        });
        builder.Services.AddSingleton<IOutgoingGrainCallFilter, EndedTraces>();
    }

    /// <summary>What is configured; nothing when it is wrong: that refuses the start, with a sentence, before anything of this would begin.</summary>
    private static (TelemetryOptions Options, bool IsExported) Read(IConfiguration configuration)
    {
        var options = configuration.GetSection(TelemetryOptions.Section).Get<TelemetryOptions>() ?? new();
        if (configuration.GetValue<bool>("OTEL_SDK_DISABLED") || new TelemetryOptionsValidator().Validate(null, options).Failed) return (new(), false);
        return (options, options.OtlpEndpoint is not null || configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 });
    }

    /// <summary>A hub's connection is no request: it lasts for hours, and calls on it have activities of their own. Who asks for health or metrics asks
    /// all the time.</summary>
    private static bool IsTraced(HttpContext http) => !Array.Exists(Untraced, path => http.Request.Path.StartsWithSegments(path));

    /// <summary>What the environment says of the process stands above what we say (<c>OTEL_SERVICE_NAME</c>, <c>OTEL_RESOURCE_ATTRIBUTES</c>).</summary>
    private static void Describe(ResourceBuilder resource) => resource
        .AddService(ServiceName, serviceVersion: typeof(TelemetryHosting).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion)
        .AddEnvironmentVariableDetector();
}
