using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Telemetry;

/// <summary>The server's own meters say what happened, and in no more words than there are codes and limits.</summary>
public sealed class MetersTests
{
    [Fact]
    public async Task A_conflict_is_counted_as_a_mutation_and_as_an_answer_and_stores_nothing()
    {
        await using var app = new TelemetryApp();
        using var meters = new MeterReadings(app.Services.GetRequiredService<IMeterFactory>());
        var api = app.Api();
        (await api.SendAsync("PUT", "entities/workitem/1", """{"fields":{"title":"one"}}""")).Is(201);
        var stored = meters["storage.commit.duration{state=entity,outcome=durable}"];

        (await api.SendAsync("PATCH", "entities/workitem/1", """{"title":"two"}""", "If-Match: \"elsewhere:1\"")).IsProblem(412, "position_conflict");

        Assert.Equal(1, meters["grains.mutations{outcome=ok}"]);
        Assert.Equal(1, meters["grains.mutations{outcome=position_conflict}"]);
        Assert.Equal(1, meters["server.problems{code=position_conflict}"]);
        Assert.True(stored > 0);
        Assert.Equal(stored, meters["storage.commit.duration{state=entity,outcome=durable}"]);
        Assert.True(meters["storage.transaction.writes"] > 0);
        Assert.Equal((1, 0), (meters["cluster.standing"], meters["cluster.members"]));
    }

    [Fact]
    public async Task A_limit_is_counted_by_its_name()
    {
        await using var app = new TelemetryApp(("Api:UserMissingPerSecond", "1"));
        using var meters = new MeterReadings(app.Services.GetRequiredService<IMeterFactory>());
        var eve = await app.UserAsync("eve");

        RestAnswer last;
        var asked = 0;
        do last = await eve.GetAsync($"entities/workitem/absent-{++asked}");
        while ((int)last.Status == 404 && asked < 1_000);

        last.IsProblem(429, "overloaded");
        Assert.Equal(1, meters["server.requests.rejected{limit=missing}"]);
        Assert.Equal(1, meters["server.problems{code=overloaded}"]);
        Assert.Equal(asked - 1, meters["server.problems{code=not_found}"]);
    }
}
