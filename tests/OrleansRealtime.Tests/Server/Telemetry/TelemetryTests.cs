using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using OrleansRealtime.Server.Telemetry;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Tests.Server.Telemetry;

/// <summary>Telemetry is off unless it is asked for, goes where it is sent, and bad settings refuse the start.</summary>
public sealed class TelemetryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_setting_nothing_of_it_is_made()
    {
        await using var app = new TelemetryApp();
        Assert.Null(app.Services.GetService<MeterProvider>());
        Assert.Null(app.Services.GetService<TracerProvider>());
        Assert.Null(app.MetricsAddress);
        (await app.Api(credential: null).GetAsync("/metrics")).IsProblem(404, "unknown_path");
    }

    [Fact]
    public async Task OpenTelemetry_s_own_switch_turns_it_off()
    {
        await using var app = new TelemetryApp(("Telemetry:MetricsUrl", "http://127.0.0.1:0"), ("OTEL_SDK_DISABLED", "true"));
        Assert.Null(app.Services.GetService<MeterProvider>());
        Assert.Null(app.MetricsAddress);
    }

    [Fact]
    public async Task Prometheus_has_a_port_that_serves_metrics_and_nothing_else()
    {
        await using var app = new TelemetryApp(("Telemetry:MetricsUrl", "http://127.0.0.1:0"));
        (await app.Api().GetAsync("entities/task/none")).IsProblem(404, "not_found");
        using var http = new HttpClient { BaseAddress = app.MetricsAddress };

        var metrics = await app.MetricsAsync();

        Assert.Contains("\nhttp_server_request_duration_seconds_count", metrics, StringComparison.Ordinal);
        Assert.Contains("\ndotnet_gc_collections_total", metrics, StringComparison.Ordinal);
        Assert.Contains("\norleans_", metrics, StringComparison.Ordinal);
        Assert.Contains("\ngateway_", metrics, StringComparison.Ordinal);
        foreach (var path in (string[])["/", "/health", "/v1/demo/entities/task/none", "/metrics/", "/metricsx"])
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(path, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync("/metrics", null, Cancel)).StatusCode);
        using var asAnother = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Host = "elsewhere.example.com" } };
        Assert.Equal(HttpStatusCode.BadRequest, (await http.SendAsync(asAnother, Cancel)).StatusCode);
        (await app.Api().GetAsync("/metrics")).IsProblem(404, "unknown_path");
        Assert.Null(app.Services.GetService<TracerProvider>());
    }

    [Fact]
    public async Task What_is_exported_reaches_the_collector_and_tells_no_secret()
    {
        await using var collector = new OtlpCollector();
        await using (var app = new TelemetryApp([.. collector.Settings, ("Telemetry:TraceRatio", "1")]))
        {
            (await app.Api().PutAsync("entities/task/exported", new { fields = new { title = "a title that nobody else reads" } })).Is(201);
            (await app.Api().GetAsync($"entities/task/exported?access_token={ServerApp.Key}")).IsProblem(400, "bad_query");
        }

        // A server that stops sends what it has. Its program and the test both dispose of its services, and who comes second does not wait.
        await ComesAsync("/v1/metrics", "http.server.request.duration");
        await ComesAsync("/v1/metrics", "orleans-realtime");
        await ComesAsync("/v1/traces", "/v1/{ws}/entities/{type}/{id}");
        await ComesAsync("/v1/logs", "orleans-realtime");
        foreach (var path in (string[])["/v1/metrics", "/v1/traces", "/v1/logs"])
        {
            Assert.DoesNotContain(ServerApp.Key, All(path), StringComparison.Ordinal);
            Assert.DoesNotContain("a title that nobody else reads", All(path), StringComparison.Ordinal);
        }

        string All(string path) => string.Concat(collector.Of(path));

        Task ComesAsync(string path, string what) =>
            Waiting.UntilAsync(() => Task.FromResult(All(path)), sent => sent.Contains(what, StringComparison.Ordinal), $"{what} to come to {path}");
    }

    [Theory]
    [InlineData("OtlpEndpoint", "127.0.0.1:4317", "must be an address")]
    [InlineData("OtlpEndpoint", "ftp://127.0.0.1", "must be an address")]
    [InlineData("OtlpEndpoint", "http://user:secret@127.0.0.1:4317", "without a password")]
    [InlineData("OtlpProtocol", "7", "it must be Grpc or HttpProtobuf")]
    [InlineData("TraceRatio", "1.5", "is 1.5; it may be 0 to 1")]
    [InlineData("TraceRatio", "-0.1", "is -0.1; it may be 0 to 1")]
    [InlineData("TraceRatio", "NaN", "is NaN; it may be 0 to 1")]
    [InlineData("MetricsUrl", "9464", "it must be an address to listen at")]
    [InlineData("MetricsUrl", "https://127.0.0.1:9464", "it must be an address to listen at")]
    [InlineData("MetricsUrl", "http://127.0.0.1:9464/metrics", "it must be an address to listen at")]
    [InlineData("MetricsUrl", "http://metrics.example.com:9464", "it must be an address to listen at")]
    [InlineData("MetricsUrl", "http://127.0.0.1:9464?a=b", "it must be an address to listen at")]
    public async Task A_bad_setting_refuses_the_start_with_a_sentence_that_tells_no_secret(string setting, string value, string sentence)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration[$"Telemetry:{setting}"] = value;
        builder.AddTelemetry();
        using var host = builder.Build();

        var failure = Assert.Single((await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel))).Failures);

        Assert.StartsWith($"Telemetry:{setting} (Telemetry__{setting}) ", failure, StringComparison.Ordinal);
        Assert.Contains(sentence, failure, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9464")]
    [InlineData("http://127.0.0.1:9464/")]
    [InlineData("http://localhost:9464")]
    [InlineData("http://[::1]:9464")]
    [InlineData("http://0.0.0.0:9464")]
    public void An_address_to_listen_at_is_taken(string url) =>
        Assert.True(new TelemetryOptionsValidator().Validate(null, new() { MetricsUrl = url, TraceRatio = 1 }).Succeeded);
}
