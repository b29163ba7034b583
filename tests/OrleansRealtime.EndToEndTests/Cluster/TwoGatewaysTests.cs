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
}
