using System.Net;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Server.Telemetry;

/// <summary>The section <c>Telemetry</c>: where metrics, traces and logs go. Without a setting they go nowhere, and nothing measures.</summary>
public sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>The OpenTelemetry collector that is sent metrics, traces and logs, as <c>http://127.0.0.1:4317</c>. Unset: the environment variable
    /// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where, and without that nothing is sent. The other <c>OTEL_</c> variables are read as OpenTelemetry
    /// defines them; a collector's credentials belong into <c>OTEL_EXPORTER_OTLP_HEADERS</c>.</summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary>How <c>Telemetry:OtlpEndpoint</c> is spoken to: <c>Grpc</c>, usually on port 4317, or <c>HttpProtobuf</c>, usually on port 4318, where
    /// the address gets <c>/v1/metrics</c>, <c>/v1/traces</c> and <c>/v1/logs</c> behind it.</summary>
    public OtlpExportProtocol OtlpProtocol { get; set; }

    /// <summary>The share of requests that are traced, 0 to 1, unless their caller said itself whether it traces them (<c>traceparent</c>), or
    /// <c>OTEL_TRACES_SAMPLER</c> is set. 0.01: at a thousand requests a second ten traces, which is more than anybody reads and costs next to nothing.</summary>
    public double TraceRatio { get; set; } = 0.01;

    /// <summary>A port of its own for Prometheus, as <c>http://127.0.0.1:9464</c>: <c>/metrics</c> is served there and nowhere else, and nothing else is
    /// served there. The host is an IP address or <c>localhost</c>. Whoever reaches it may read it: keep it inside. Unset: there is none.</summary>
    public string? MetricsUrl { get; set; }
}

internal sealed class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>
{
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
    {
        var check = new OptionsCheck(TelemetryOptions.Section);
        // What stands there is not repeated: an address may bring a password with it.
        check.Require(
            options.OtlpEndpoint is null || (IsHttp(options.OtlpEndpoint, out var url) && url.UserInfo.Length == 0),
            nameof(options.OtlpEndpoint),
            "must be an address as http://127.0.0.1:4317, without a password in it");
        check.Require(
            Enum.IsDefined(options.OtlpProtocol),
            nameof(options.OtlpProtocol),
            $"is {options.OtlpProtocol}; it must be {nameof(OtlpExportProtocol.Grpc)} or {nameof(OtlpExportProtocol.HttpProtobuf)}");
        check.Require(options.TraceRatio is >= 0 and <= 1, nameof(options.TraceRatio), $"is {options.TraceRatio}; it may be 0 to 1");
        check.Require(
            options.MetricsUrl is null || IsPort(options.MetricsUrl),
            nameof(options.MetricsUrl),
            $"is '{options.MetricsUrl}'; it must be an address to listen at, as http://127.0.0.1:9464: an IP address or localhost, and a port, without a path");
        return check.Result;
    }

    private static bool IsHttp(string text, out Uri url) => Uri.TryCreate(text, UriKind.Absolute, out url!) && url.Scheme is "http" or "https";

    /// <summary>Of any other name the web server takes it for "on all interfaces".</summary>
    private static bool IsPort(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme == "http"
        && url.GetLeftPart(UriPartial.Authority).Length >= text.TrimEnd('/').Length
        && url.UserInfo.Length == 0
        && (url.Host == "localhost" || IPAddress.TryParse(url.DnsSafeHost, out _));
}
