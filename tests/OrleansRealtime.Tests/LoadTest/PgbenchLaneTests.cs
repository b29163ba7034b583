using System.Net;
using System.Text.Json;
using OrleansRealtime.LoadTest.Durable;
using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Tests.LoadTest;

/// <summary>What the platform is compared with commits the same bytes.</summary>
public sealed class PgbenchLaneTests
{
    [Fact]
    public async Task A_row_holds_what_the_platform_keeps_of_an_entity()
    {
        Requirement.Is(PrivatePostgres.IsThere, "PostgreSQL is missing: build/need.sh postgres.");
        var postgres = await PrivatePostgres.SharedAsync();
        var database = await postgres.CreateDatabaseAsync();
        await using var server = await ServerProcess.StartAsync(("Data:Store", "postgres"), ("Data:ConnectionString", postgres.ConnectionString(database)));
        var caller = server.NewWorkspace();
        await caller.CreateAsync("workitem", "item-00001", new { title = "An item of usual size", at = 0, n = 0, column = "doing", rank = "a0" });
        (await caller.SendAsync(HttpMethod.Patch, "entities/workitem/item-00001", new EditMark(1_234_567_890_123_456, 12_345).Body)).Is(HttpStatusCode.OK);

        var kept = Assert.Single(await postgres.RunAsync("SELECT Payload FROM GrainState WHERE GrainKey LIKE '%/workitem/item-00001'", database));

        Assert.Equal(Shape(kept), Shape(EntityPayload.Text));
        Assert.InRange(kept.Length, EntityPayload.Text.Length - 10, EntityPayload.Text.Length + 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(PgbenchLane.RowsTogether)]
    public async Task Rows_are_updated_alone_and_together(int together)
    {
        Requirement.Is(PrivatePostgres.IsThere, "PostgreSQL is missing: build/need.sh postgres.");
        await using var pgbench = await PgbenchLane.StartAsync(10, EntityPayload.Text, TestContext.Current.CancellationToken);

        Assert.True(await pgbench.RunAsync(together, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken) > 0);
    }

    /// <summary>The names of all members.</summary>
    private static List<string> Shape(string payload)
    {
        using var json = JsonDocument.Parse(payload);
        return [.. Names(json.RootElement).Order()];
    }

    private static List<string> Names(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object ? [.. json.EnumerateObject().SelectMany(member => Names(member.Value).Prepend(member.Name))] : [];
}
