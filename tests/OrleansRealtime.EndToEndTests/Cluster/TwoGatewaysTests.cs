using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Cluster;

/// <summary>Two gateways are one platform, whichever of them somebody is at.</summary>
[Collection<SharedCluster>]
public sealed class TwoGatewaysTests(RealtimeCluster cluster)
{
    private readonly RestCaller _api = cluster.At(0, cluster.NewWorkspace());

    [Fact]
    public async Task A_token_of_one_is_good_at_the_other_where_its_user_sees_edits_of_the_first_and_is_sent_away_by_the_first()
    {
        await _api.CreateAsync("workitem", "1", new { n = 0 });
        var ana = cluster.At(1, await _api.AsUserAsync("ana"));
        await using var hub = await HubClient.ConnectAsync(cluster.Gateways[1], ana);
        await hub.OpenAsync("workitem", "1");

        var edited = (await _api.PatchAsync("entities/workitem/1", new { n = 1 })).Is(OK);
        Assert.Equal(edited.Position, (await hub.TakeAsync("changed")).Text("to"));

        (await _api.DeleteAsync("access/ana")).Is(NoContent);
        Assert.Equal("access_revoked", (await hub.TakeAsync("goodbye")).Text("code"));
        await hub.Closed.Within("the connection to end");
        (await ana.GetAsync("me/badge")).IsProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task A_users_connections_are_found_at_both_and_one_that_is_frozen_is_named()
    {
        var ana = await _api.AsUserAsync("ana");
        await _api.CreateAsync("workitem", "1", new { n = 0 });
        await using var first = await HubClient.ConnectAsync(cluster.Gateways[0], ana);
        await using var second = await HubClient.ConnectAsync(cluster.Gateways[1], ana);
        await second.OpenAsync("workitem", "1");

        var both = await Waiting.UntilAsync(ReadAsync, answer => answer["total"].GetInt32() == 2, "both connections");
        var watching = Assert.Single(both["processes"].EnumerateArray(), IsWatching);
        Assert.StartsWith("gateway-", Name(watching), StringComparison.Ordinal);

        await cluster.Gateways[1].Run.SignalAsync("STOP");
        try
        {
            var one = await ReadAsync();
            Assert.Equal(1, one["total"].GetInt32());
            Assert.False(Assert.Single(one["processes"].EnumerateArray(), process => Name(process) == Name(watching)).GetProperty("answered").GetBoolean());
        }
        finally
        {
            await cluster.Gateways[1].Run.SignalAsync("CONT");
        }

        await Waiting.UntilAsync(ReadAsync, answer => answer["total"].GetInt32() == 2, "the frozen one to answer again");

        async Task<RestAnswer> ReadAsync() => (await _api.GetAsync("admin/users/ana/connections")).Is(OK);

        static string? Name(JsonElement process) => process.GetProperty("process").GetString();

        static bool IsWatching(JsonElement process) =>
            process.GetProperty("connections").EnumerateArray().Any(connection => connection.GetProperty("watched").GetInt32() == 1);
    }
}
