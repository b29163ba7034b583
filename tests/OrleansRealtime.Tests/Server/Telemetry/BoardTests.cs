using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Grains;
using OrleansRealtime.TestKit.Hub;
using OrleansRealtime.TestKit.Rest;
using OrleansRealtime.TestKit.Servers;
using OrleansRealtime.Tests.Documents;
using OrleansRealtime.Tests.Infra;
using OrleansRealtime.Tests.Server.Hub;

namespace OrleansRealtime.Tests.Server.Telemetry;

/// <summary>The board for Grafana and the alerts for Prometheus name what a server exports, and nothing else.</summary>
public sealed class BoardTests
{
    /// <summary>Prometheus puts them to every sample.</summary>
    private static readonly string[] OfPrometheus = ["instance", "job"];

    private static IEnumerable<(string Where, string Expression)> Panels
    {
        get
        {
            var board = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Repository.PathOf("infra", "grafana", "orleansrealtime.json")));
            return from panel in board.GetProperty("panels").EnumerateArray()
                   where panel.GetProperty("type").GetString() != "row"
                   from target in panel.GetProperty("targets").EnumerateArray()
                   select (panel.GetProperty("title").GetString()!, target.GetProperty("expr").GetString()!);
        }
    }

    private static IEnumerable<Dictionary<object, object>> Alerts =>
        from groups in Yaml.Maps(Yaml.Read("infra/prometheus/alerts.yml")["groups"]) from rule in Yaml.Maps(groups["rules"]) select rule;

    [Fact]
    public async Task Every_name_in_a_panel_or_an_alert_is_one_that_a_server_exports()
    {
        Requirement.Is(PrivatePostgres.IsThere, "PostgreSQL is missing: build/need.sh postgres.");
        await using var postgres = await PrivatePostgres.StartAsync(durable: false);
        await using var app = new TelemetryApp(
            ("Data:Store", "postgres"), ("Data:ConnectionString", postgres.ConnectionString(await postgres.CreateDatabaseAsync())),
            ("Telemetry:MetricsUrl", "http://127.0.0.1:0"), ("Api:UserMissingPerSecond", "1"), ("Gateway:MaxConnectionsPerUser", "1"));
        await TrafficAsync(app);

        var exported = new Exposition(await app.MetricsAsync());
        var instruments = Instruments(app.Services.GetRequiredService<IMeterFactory>());

        // What was never counted is not exported yet: it would be under these names.
        Assert.All(exported.Names.Where(name => exported.LabelsOf(name)!.Contains("otel_scope_name") && IsOurs(name)), name => Assert.Contains(name, instruments));
        foreach (var (where, expression) in Panels.Concat(Alerts.Select(alert => ((string)alert["alert"], (string)alert["expr"]))))
        {
            var query = new PromQuery(expression);
            Assert.NotEmpty(query.Metrics);
            Assert.All(query.Metrics, name => Assert.True(instruments.Contains(name) || exported.LabelsOf(name) is not null, $"{where}: {name} is not exported."));
            Assert.All(query.Matched, match => Assert.True(Has(match.Metric, match.Label), $"{where}: {match.Metric} has no label {match.Label}."));
            Assert.All(query.Grouped, label => Assert.True(query.Metrics.All(name => Has(name, label)), $"{where}: {label} is no label of {expression}."));
        }

        bool Has(string metric, string label) => OfPrometheus.Contains(label) || exported.LabelsOf(metric)?.Contains(label) == true;

        bool IsOurs(string name) => ((string[])["gateway_", "grains_", "livestreams_", "server_", "storage_", "cluster_"]).Any(name.StartsWith);
    }

    [Fact]
    public async Task No_label_names_a_user_an_entity_a_workspace_or_where_the_database_is()
    {
        Requirement.Is(PrivatePostgres.IsThere, "PostgreSQL is missing: build/need.sh postgres.");
        await using var postgres = await PrivatePostgres.StartAsync(durable: false);
        var database = await postgres.CreateDatabaseAsync();
        await using var app = new TelemetryApp(
            ("Data:Store", "postgres"), ("Data:ConnectionString", postgres.ConnectionString(database)),
            ("Telemetry:MetricsUrl", "http://127.0.0.1:0"), ("Api:UserMissingPerSecond", "1"), ("Gateway:MaxConnectionsPerUser", "1"));
        await TrafficAsync(app);

        var metrics = await app.MetricsAsync();

        Assert.Contains("db_client_connection_pool_name=\"grains\"", metrics, StringComparison.Ordinal);
        foreach (var text in (string[])["ursula", "item-17", "the-workspace", "a title", database, PrivatePostgres.Password])
            Assert.DoesNotContain(text, metrics, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_alert_has_a_reason_a_severity_and_a_sentence()
    {
        Assert.NotEmpty(Alerts);
        Assert.All(Alerts, alert =>
        {
            Assert.True(((string)Yaml.Map(alert["annotations"])["reason"]).Length > 80, $"{alert["alert"]} has no reason.");
            Assert.NotEmpty((string)Yaml.Map(alert["annotations"])["summary"]);
            Assert.Contains((string)Yaml.Map(alert["labels"])["severity"], (string[])["info", "warning", "critical"]);
        });
        Assert.Distinct(Alerts.Select(alert => alert["alert"]));
    }

    /// <summary>A little of everything that is counted with a label.</summary>
    internal static async Task TrafficAsync(TelemetryApp app)
    {
        const string Item = "entities/workitem/item-17";
        var api = app.Api(workspace: "the-workspace");
        var user = await app.UserAsync("ursula", "the-workspace");
        (await api.SendAsync("PUT", Item, """{"fields":{"title":"a title"}}""")).Is(201);
        (await api.SendAsync("PUT", $"{Item}/followers/ursula")).Is(204);
        (await api.SendAsync("PATCH", Item, """{"title":"another"}""", "If-Match: \"elsewhere:1\"")).IsProblem(412, "position_conflict");

        var token = await api.TokenAsync("ursula");
        await using var hub = await app.HubAsync(token);
        await hub.OpenAsync("workitem", "item-17");
        await hub.FailsAsync("bad_body", "Watch", "17");
        (await api.SendAsync("PATCH", Item, """{"title":"a title that ursula is told of"}""")).Is(200);
        await hub.TakeAsync("changed");
        await hub.TakeAsync("notification");
        await using var second = await app.HubAsync(token);
        await second.TakeAsync("goodbye");

        RestAnswer last;
        var asked = 0;
        do last = await user.GetAsync($"entities/workitem/absent-{++asked}");
        while ((int)last.Status == 404 && asked < 1_000);
        last.IsProblem(429, "overloaded");

        // Nothing is overdue here, and what is woken in vain takes hours to be.
        var grains = app.Services.GetRequiredService<GrainsMetrics>();
        grains.Woken("entity", answered: true);
        grains.Stuck("entity");
    }

    /// <summary>The names under which the instruments of a host are exported.</summary>
    private static HashSet<string> Instruments(IMeterFactory meters)
    {
        var names = new HashSet<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Scope != meters || !instrument.Meter.Name.StartsWith("OrleansRealtime.", StringComparison.Ordinal)) return;
            var name = instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "");
            var kind = instrument.GetType().Name;
            if (kind.StartsWith("Histogram", StringComparison.Ordinal)) names.UnionWith([$"{name}_bucket", $"{name}_count", $"{name}_sum"]);
            else names.Add(kind.StartsWith("Counter", StringComparison.Ordinal) ? $"{name}_total" : name);
        };
        listener.Start();
        return names;
    }
}
