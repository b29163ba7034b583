using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansRealtime.Contracts;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Tests.Server;
using OrleansRealtime.Tests.Storage.PostgreSql;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>What the others do when a silo is not in the cluster any more.</summary>
public sealed class LostSilosTests : IAsyncLifetime
{
    private readonly PostgreSqlStore _store = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _store.InitializeAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    // With a renewal that is five minutes away nothing else tells the viewers' process where the new owner is.
    [Theory]
    [InlineData(NodeRole.Gateway)]
    [InlineData(NodeRole.Silo)]
    public async Task Who_has_viewers_joins_the_streams_at_their_new_owners_at_once(NodeRole role)
    {
        await using var dead = await StartAsync();
        string[] ids = [.. Enumerable.Range(0, 10).Select(i => $"{i}")];
        foreach (var id in ids) Assert.Null((await dead.Entity(id).Mutate(Put("""{"n":0}"""))).Error);
        await using var heir = await StartAsync();
        await using var viewing = await StartAsync(role);
        var (view, streams) = (viewing.Services.GetRequiredService<IClusterView>(), viewing.Services.GetRequiredKeyedService<ILostSilos>(LiveStreamNames.Provider));
        // And not ClusterEvents, which has streams renewed for a lost connection, too.
        view.SilosLost += silos =>
        {
            foreach (var silo in silos) streams.SiloLost(silo.Address);
        };
        var viewers = ids.Select(id => new EntityViewer(viewing, id)).ToList();
        foreach (var (id, viewer) in ids.Zip(viewers)) await viewing.EventsOf(id).SubscribeAsync(viewer);

        // It is not ended, so no connection is lost, which others would notice, too.
        await dead.VoteDeadAsync();
        foreach (var id in ids) await heir.MutateUntilAnsweredAsync(id, Patch("""{"n":1}"""));

        // The join may come after the edit, and says then that something is missing. All at once: one after the other they would wait for the renewals.
        await Task.WhenAll(viewers.Select(viewer => viewer.KnowsAsync(2)));
    }

    [Fact]
    public async Task Who_comes_and_who_is_gone_is_said_once()
    {
        using var lines = new LogLines();
        await using var silo = await TestNode.StartAsync(_store);
        await using var gateway = await TestNode.StartAsync(_store, NodeRole.Gateway, services => services.AddLogging(logging => logging.AddProvider(lines)));
        await lines.SeenAsync("is in the cluster");

        await silo.VoteDeadAsync();
        await lines.SeenAsync("is not in the cluster any more");
        await using var next = await TestNode.StartAsync(_store);
        await lines.SeenAsync($"({next.Silo}) is in the cluster");

        Assert.Single(lines.Lines, line => line.Contains($"({silo.Silo}) is in the cluster", StringComparison.Ordinal));
        Assert.Single(lines.Lines, line => line.Contains($"({silo.Silo}) is not in the cluster any more", StringComparison.Ordinal));
    }

    // A lease that an owner gives is renewed as often as the owner wants it.
    private Task<TestNode> StartAsync(NodeRole role = NodeRole.Silo) => TestNode.StartAsync(_store, role, services =>
        services.Configure<LiveStreamOptions>(LiveStreamNames.Provider, options => options.RenewalInterval = LiveStreamOptions.MaxRenewalInterval));
}
