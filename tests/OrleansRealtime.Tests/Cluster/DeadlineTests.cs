using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Tests.Storage.PostgreSql;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>A call that reaches its grain after its deadline is not begun. Deadlines are the edge's: grains that ask others have none.</summary>
public sealed class DeadlineTests : IAsyncLifetime
{
    private static readonly TimeSpan Ample = TimeSpan.FromMinutes(2);

    private readonly PostgreSqlStore _store = new();

    public ValueTask InitializeAsync() => _store.InitializeAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_call_whose_caller_has_given_it_up_changes_nothing_and_one_in_time_does()
    {
        await using var silo = await TestNode.StartAsync(_store);
        await using var gateway = await TestNode.StartAsync(_store, NodeRole.Gateway);
        Assert.Null((await gateway.Entity("1").Mutate(Put("""{"n":0}"""))).Error);

        await Assert.ThrowsAsync<DeadlinePassedException>(() => MutateAsync(TimeSpan.FromMilliseconds(-1)));
        Assert.Equal(1, (await gateway.Entity("1").Read()).Snapshot!.Position.Version);

        Assert.Null((await MutateAsync(Ample)).Error);
        Assert.Equal(2, (await gateway.Entity("1").Read()).Snapshot!.Position.Version);

        // In a method of its own, so that the deadline ends with it.
        async Task<EntityOutcome> MutateAsync(TimeSpan left)
        {
            CallDeadline.Set(gateway.Services.GetRequiredService<ClusterClock>().Earliest!.Value + left);
            return await gateway.Entity("1").Mutate(Patch("""{"n":1}"""));
        }
    }

    [Fact]
    public async Task What_a_grain_asks_of_another_has_no_deadline_and_one_that_an_earlier_build_hands_on_does_not_count()
    {
        var handed = new HandedOn();
        await using var silo = await TestNode.StartAsync(_store, configure: services => services.AddSingleton<IOutgoingGrainCallFilter>(handed));
        await silo.Entity("1").Mutate(Put("{}"));

        await CommentAsync();

        var told = silo.Client.GetGrain<IUserGrain>(new UserKey("demo", "bo").ToString());
        await Waiting.UntilAsync(told.Badge, badge => badge.Unread == 1, "the mention");
        Assert.Equal([null], handed.Found.Distinct());

        async Task CommentAsync()
        {
            CallDeadline.Set(silo.Services.GetRequiredService<ClusterClock>().Earliest!.Value + Ample);
            Assert.Null((await silo.Entity("1").Mutate(Comment("Look, @bo", mentions: "bo"))).Error);
        }
    }

    /// <summary>Notes the deadlines of what grains ask of users' grains, and sends what an earlier build would: one that has passed.</summary>
    private sealed class HandedOn : IOutgoingGrainCallFilter
    {
        public ConcurrentQueue<DateTimeOffset?> Found { get; } = [];

        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            if (context.SourceContext is not null && context.Grain is IUserGrain)
            {
                Found.Enqueue(CallDeadline.Take());
                CallDeadline.Set(DateTimeOffset.UnixEpoch);
            }

            await context.Invoke();
        }
    }
}
