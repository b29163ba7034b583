using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Storage.Hosting;
using OrleansRealtime.Storage.Lineage;
using OrleansRealtime.Tests.LiveStreams;
using OrleansRealtime.Tests.Storage.PostgreSql;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>Silos and a gateway on one database, as processes would be.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private readonly PostgreSqlStore _store = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _store.InitializeAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_grain_has_one_owner_whoever_asks_and_a_gateway_hears_of_every_edit()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        await using var gateway = await StartAsync(NodeRole.Gateway);
        TestNode[] nodes = [one, two, gateway];
        string[] ids = [.. Enumerable.Range(0, 20).Select(i => $"{i}")];
        await Task.WhenAll(ids.Select(id => one.Entity(id).Mutate(Put("{}"))));
        var viewers = ids.Select(id => new EntityViewer(gateway, id)).ToList();
        foreach (var (id, viewer) in ids.Zip(viewers)) await gateway.EventsOf(id).SubscribeAsync(viewer);

        await Task.WhenAll(ids.Select(async id =>
        {
            // One after the other, or edits that wait together are one event.
            var versions = new List<long>();
            for (var i = 0; i < nodes.Length; i++)
            {
                var outcome = await nodes[i].Entity(id).Mutate(Patch($$"""{"n":{{i}}}"""));
                Assert.Null(outcome.Error);
                versions.Add(outcome.Position!.Value.Version);
            }

            Assert.Equal([2, 3, 4], versions);
        }));

        foreach (var viewer in viewers) await viewer.KnowsAsync(4);
    }

    [Theory]
    [InlineData(NodeRole.Silo)]
    [InlineData(NodeRole.Gateway)]
    public async Task An_edit_costs_one_push_per_process_that_has_a_viewer_wherever_those_are(NodeRole role)
    {
        await using var owner = await StartAsync();
        await using var other = await StartAsync();
        await using var viewing = await StartAsync(role);
        await using var idle = await StartAsync(role);
        TestNode[] silos = role is NodeRole.Silo ? [owner, other, viewing, idle] : [owner, other];
        var pushes = silos.Select(silo => new Counters(silo.Services)).ToList();
        await owner.Entity("1").Mutate(Put("{}"));
        var viewers = Enumerable.Range(0, 5).Select(_ => new EntityViewer(viewing, "1")).ToList();
        foreach (var viewer in viewers) await viewing.EventsOf("1").SubscribeAsync(viewer);

        for (var i = 0; i < 10; i++) Assert.Null((await idle.Entity("1").Mutate(Patch($$"""{"n":{{i}}}"""))).Error);
        foreach (var viewer in viewers) await viewer.KnowsAsync(11);

        Assert.Equal(10, pushes.Sum(counters => counters["pushed"]));
        pushes.ForEach(counters => counters.Dispose());
    }

    [Fact]
    public async Task A_silo_that_the_others_took_for_dead_answers_nobody_and_its_grains_are_served_by_another()
    {
        await using var dead = await TestNode.StartAsync(_store);
        await using var heir = await TestNode.StartAsync(_store);
        string[] ids = [.. Enumerable.Range(0, 20).Select(i => $"{i}")];
        // Each node asks for its own half first, and both have some of both.
        foreach (var id in ids) Assert.Null((await dead.Entity(id).Mutate(Put("""{"n":0}"""))).Error);

        await dead.VoteDeadAsync();

        foreach (var id in ids) await heir.MutateUntilAnsweredAsync(id, Patch("""{"by":"heir"}"""));
        foreach (var id in ids)
        {
            // Whether it still has the grain, or would ask the heir: never what it held before.
            var answer = await Record.ExceptionAsync(async () => Assert.Equal("\"heir\"", (await dead.Entity(id).Read()).Snapshot!.Fields["by"]));
            Assert.True(answer is null or OrleansException or TimeoutException, $"{answer}");
        }
    }

    [Fact]
    public async Task A_silo_without_standing_refuses_its_own_grains_calls_also_those_that_would_change_nothing()
    {
        var standing = new SwitchableStanding();
        await using var node = await TestNode.StartAsync(_store, configure: services => services.AddSingleton<IStanding>(standing));
        Assert.Null((await node.Entity("1").Mutate(Put("""{"n":0}"""))).Error);

        standing.Holds = false;

        await Assert.ThrowsAsync<NotStandingException>(() => node.Entity("1").Read());
        await Assert.ThrowsAsync<NotStandingException>(() => node.Entity("1").Mutate(Patch("""{"n":0}""")));
        standing.Holds = true;
        Assert.NotNull((await node.Entity("1").Read()).Snapshot);
    }

    [Fact]
    public async Task A_silo_that_loses_its_standing_during_a_call_does_not_answer_it()
    {
        var (standing, answers) = (new SwitchableStanding(), new HeldAnswers());
        // A filter that comes later is nearer to the grain.
        await using var node = await TestNode.StartAsync(_store, configure: services => services
            .AddSingleton<IStanding>(standing).AddSingleton<IIncomingGrainCallFilter>(answers));
        Assert.Null((await node.Entity("1").Mutate(Put("""{"n":0}"""))).Error);
        answers.Hold();

        var call = node.Entity("1").Read();
        await answers.Reached.Task.Within("the call");
        standing.Holds = false;
        answers.Released.SetResult();

        await Assert.ThrowsAsync<NotStandingException>(() => call.Within("the refusal"));
    }

    [Fact]
    public async Task A_silo_without_standing_takes_nobody_in_as_subscriber_and_renews_no_lease()
    {
        var standing = new SwitchableStanding();
        await using var node = await TestNode.StartAsync(_store, configure: services => services.AddSingleton<IStanding>(standing));
        var stream = node.EventsOf("1").StreamId;
        var (owner, subscriber) = (node.Entity("1").AsReference<ILivePublisher>(), LiveSinkId.New());
        ILiveSink sink = new DeafSink();
        var reference = node.Client.CreateObjectReference<ILiveSink>(sink);
        await owner.Join(LiveStreamNames.Provider, stream, subscriber, reference);
        Assert.True((await owner.Renew(LiveStreamNames.Provider, stream, subscriber)).Known);

        standing.Holds = false;

        await Assert.ThrowsAsync<NotStandingException>(() => owner.Renew(LiveStreamNames.Provider, stream, subscriber));
        await Assert.ThrowsAsync<NotStandingException>(() => owner.Join(LiveStreamNames.Provider, stream, LiveSinkId.New(), reference));
        standing.Holds = true;
        GC.KeepAlive(sink);
    }

    [Fact]
    public async Task Of_two_silos_the_older_one_does_what_one_has_to_do_and_when_it_is_gone_the_other()
    {
        var older = await StartAsync();
        await using var younger = await StartAsync();
        var (ofOlder, ofYounger) = (older.Services.GetRequiredService<IClusterView>(), younger.Services.GetRequiredService<IClusterView>());
        foreach (var view in (IClusterView[])[ofOlder, ofYounger])
        {
            await Waiting.UntilAsync(
                () => Task.FromResult(view.Members.Count(member => member.Status is SiloStatus.Active)), active => active == 2, "both silos to be seen");
        }

        Assert.Equal((true, false), (ofOlder.IsFirst, ofYounger.IsFirst));

        await older.DisposeAsync();

        await Waiting.UntilAsync(() => Task.FromResult(ofYounger.IsFirst), isFirst => isFirst, "the other to be the first");
    }

    [Fact]
    public async Task A_failure_of_the_database_can_be_read_in_another_process()
    {
        await using var silo = await StartAsync();
        await using var gateway = await StartAsync(NodeRole.Gateway);
        await _store.AskAsync("ALTER TABLE GrainState RENAME COLUMN Payload TO Gone");

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => gateway.Entity("1").Read());

        Assert.Contains("payload", failure.Message, StringComparison.Ordinal);
        await _store.AskAsync("ALTER TABLE GrainState RENAME COLUMN Gone TO Payload");
    }

    [Theory]
    [InlineData("UPDATE ServiceCluster SET ClusterId = 'another'")]
    [InlineData("UPDATE ServiceCluster SET Contract = Contract + 1")]
    [InlineData("UPDATE Lineage SET Token = 'back', Mark = Mark - 1")]
    public async Task A_node_whose_database_another_cluster_serves_or_that_went_back_ends(string what)
    {
        await using var node = await StartAsync();

        await _store.AskAsync(what);

        await node.Process.Aborted.Within("the end of the process");
    }

    [Fact]
    public async Task Who_says_that_the_database_was_put_back_is_refused_while_a_silo_serves_it()
    {
        var options = new StorageOptions { Store = StorageOptions.Postgres, ConnectionString = _store.ConnectionString };
        await using (await StartAsync())
        {
            var refused = await Assert.ThrowsAsync<StorageStartException>(RestoredAsync);
            Assert.Contains("stop all of them", refused.Message, StringComparison.Ordinal);
        }

        await RestoredAsync();

        await using var silo = await StartAsync();
        Assert.Matches("^[a-z0-9]{4}$", silo.Services.GetRequiredService<IDatabaseLineage>().Token);

        Task RestoredAsync() => DataRestoring.RunAsync(options, new(), NullLoggerFactory.Instance, Ct);
    }

    /// <summary>A node that never loses its standing, as it would on a machine that is busy for longer than the lease.</summary>
    private Task<TestNode> StartAsync(NodeRole role = NodeRole.Silo) =>
        TestNode.StartAsync(_store, role, services => services.AddSingleton<IStanding, SoleStanding>());

    /// <summary>Holds the answers of owned grains back, once it is told to.</summary>
    private sealed class HeldAnswers : IIncomingGrainCallFilter
    {
        private volatile bool _isHolding;

        public TaskCompletionSource Reached { get; } = Waiting.Signal();

        public TaskCompletionSource Released { get; } = Waiting.Signal();

        public void Hold() => _isHolding = true;

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            await context.Invoke();
            if (!_isHolding || context.Grain is not IEntityGrain) return;
            Reached.TrySetResult();
            await Released.Task;
        }
    }

    private sealed class DeafSink : ILiveSink
    {
        public Task Push(LiveBatch batch) => Task.CompletedTask;

        public Task Renew(StreamId stream, string epoch) => Task.CompletedTask;
    }
}
