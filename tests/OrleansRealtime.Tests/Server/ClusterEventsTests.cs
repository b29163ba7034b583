using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansRealtime.Gateway;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Hosting;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Tests.Cluster;
using OrleansRealtime.Tests.Gateway;
using OrleansRealtime.Tests.Gateway.Connections;
using OrleansRealtime.Tests.Grains;

namespace OrleansRealtime.Tests.Server;

public sealed class ClusterEventsTests
{
    private static readonly SiloAddress Silo = SiloAddress.FromParsableString("127.0.0.1:11111@1");

    private readonly PlayedClusterView _view = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Streams_hear_of_silos_that_are_gone_and_of_connections_that_are_until_the_process_stops()
    {
        var streams = new Streams();
        var events = new ClusterEvents(_view, streams, access: null!, refusals: null!, feeds: null!);

        await events.StartAsync(Ct);
        _view.Lose(Silo);
        _view.LoseConnectionTo(Silo);
        await events.StopAsync(Ct);
        _view.Lose(Silo);
        _view.LoseConnectionTo(Silo);

        Assert.Equal([Silo, Silo], streams.Lost);
    }

    [Fact]
    public async Task Access_to_an_entity_that_another_process_forgot_is_asked_for_anew_and_who_lost_it_is_told()
    {
        using var gateway = new GatewayUnderTest();
        gateway.Entities["42"].Create();
        var ana = await WatchAsync(gateway, "ana");
        var bo = await WatchAsync(gateway, "bo");
        var events = new ClusterEvents(_view, new Streams(), gateway.Access, refusals: null!, gateway.EntityFeeds);
        await events.StartAsync(Ct);
        foreach (var user in (string[])["ana", "bo"]) gateway.Access.Denied[("42", user)] = true;

        _view.Forget(new("demo", "ana", "workitem/42"));
        // Nobody here watches it, but somebody may have asked for it a moment ago.
        _view.Forget(new("demo", "ana", "workitem/7"));

        Assert.Equal("access_denied", (await ana.NextAsync<DeniedBody>().Within("the end of the frames")).Code);
        Assert.Contains("demo ana 7", gateway.Access.Forgotten);
        // A wrong end of its own would have come before this.
        gateway.Entities.Commit("42", truth => truth.Patch("a", "1"));
        await bo.NextAsync<ChangedBody>();
    }

    [Fact]
    public async Task Access_to_everything_that_another_process_forgot_is_asked_for_anew_with_the_users_tokens_until_the_process_stops()
    {
        await using var grains = await GrainsUnderTest.StartAsync();
        var refusals = new TokenRefusals(
            grains.Services.GetRequiredService<IGrainFactory>(), Options.Create(new GatewayOptions()), grains.Services.GetRequiredService<ClusterClock>(), grains.Time);
        var access = new PlayedAccess();
        var events = new ClusterEvents(_view, new Streams(), access, refusals, feeds: null!);
        await events.StartAsync(Ct);
        var issued = grains.Time.GetUtcNow();
        Assert.False(await refusals.IsRefusedAsync("demo", "ana", issued));
        await grains.User("ana").RefuseTokens(issued.AddSeconds(1));
        // No second has passed, and so long an answer is good.
        Assert.False(await refusals.IsRefusedAsync("demo", "ana", issued));

        _view.Forget(new("demo", "ana", Entity: null));

        Assert.True(await refusals.IsRefusedAsync("demo", "ana", issued));
        await events.StopAsync(Ct);
        _view.Forget(new("demo", "bo", Entity: null));
        Assert.Equal(["demo ana "], access.Forgotten);
    }

    private static async Task<TestClient> WatchAsync(GatewayUnderTest gateway, string user)
    {
        var client = await gateway.ConnectAsync(user);
        Assert.True((await client.WatchAsync("42")).Ok);
        await client.NextAsync<StateBody>();
        return client;
    }

    private sealed class Streams : ILostSilos
    {
        public List<SiloAddress> Lost { get; } = [];

        public void SiloLost(SiloAddress silo) => Lost.Add(silo);
    }
}
