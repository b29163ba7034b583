using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Entities;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.Storage;
using OrleansRealtime.Tests.Engines;
using OrleansRealtime.Users;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains.Outbox;

/// <summary>An entity that thousands follow.</summary>
public sealed class HotEntityTests
{
    private const int Followers = 10_000;
    private const int Edits = 300;
    private const int DeliveriesAtOnce = 16;

    // The last of all in the order in which they are told.
    private const string Last = "user-09999";

    [Fact]
    public async Task Edits_are_answered_while_ten_thousand_are_told_and_gather_into_one_next_notification()
    {
        var access = new HeldAccess();
        await using var grains = await GrainsUnderTest.StartAsync(services => services.AddSingleton<IEntityAccess>(access));
        await grains.Entity().Mutate(Put("{}"));
        foreach (var users in Enumerable.Range(0, Followers).Chunk(1_000))
            await Task.WhenAll(users.Select(user => grains.Entity().Mutate(Follow($"user-{user:00000}", true)))).Within("a thousand followers");
        var tab = await grains.SubscribeAsync<UserNews>(LiveStreamNames.Users, $"demo/user/{Last}");

        await grains.Entity().Mutate(Patch("""{"first":1}""", actor: "ana"));
        await access.Asked.Within("the first who is told");
        for (var n = 0; n < Edits; n++)
            Assert.Null((await grains.Entity().Mutate(Patch($$"""{"n":{{n}}}""", actor: "chi")).Within("an edit while others are told")).Error);

        // One entry is being delivered and one gathers, however many edits there were.
        Assert.Equal(2, await grains.Services.GetRequiredService<IGrainRows>().CountAsync(
            new(EntityRows.StateName, "demo/workitem/42"), OutboxDelivery.Collection, TestContext.Current.CancellationToken));
        access.Release();

        Assert.Equal("first changed", Assert.Single((await tab.NextAsync("the first notification")).Items).Body);
        Assert.Equal("n changed", Assert.Single((await tab.NextAsync("the second notification")).Items).Body);
        Assert.Equal((2 * Followers, DeliveriesAtOnce), (access.Questions, access.MostAtOnce));
    }

    [Fact]
    public async Task Comments_that_cannot_be_told_as_fast_as_they_come_gather_and_nobody_mentioned_is_forgotten()
    {
        const int comments = 100;
        var access = new HeldAccess();
        await using var grains = await GrainsUnderTest.StartAsync(services => services.AddSingleton<IEntityAccess>(access));
        await grains.Entity().Mutate(Put("{}"));
        await grains.Entity().Mutate(Follow("bo", true));
        var tab = await grains.SubscribeAsync<UserNews>(LiveStreamNames.Users, $"demo/user/{Last}");

        for (var n = 1; n <= comments; n++)
            Assert.Null((await grains.Entity().Mutate(Comment($"comment {n}", actor: "ana", mentions: n == 50 ? [Last] : []))).Error);

        Assert.Equal(16, await grains.Services.GetRequiredService<IGrainRows>().CountAsync(
            new(EntityRows.StateName, "demo/workitem/42"), OutboxDelivery.Collection, TestContext.Current.CancellationToken));
        access.Release();
        Assert.Equal("comment 100", Assert.Single((await tab.NextAsync("the mention")).Items).Body);
    }

    /// <summary>Asked of each user before that user is told: holds all deliveries, and then lets only the last user see the entity.</summary>
    private sealed class HeldAccess : IEntityAccess
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _gate = new();
        private int _waiting;

        public Task Asked => _asked.Task;

        public int Questions { get; private set; }

        public int MostAtOnce { get; private set; }

        public void Release() => _released.SetResult();

        public async ValueTask<EntityAccess> CheckAsync(EntityKey entity, string user, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                Questions++;
                MostAtOnce = Math.Max(MostAtOnce, ++_waiting);
            }

            _asked.TrySetResult();
            await _released.Task;
            lock (_gate) _waiting--;
            return user == Last ? EntityAccess.Write : EntityAccess.None;
        }

        public void Forget(string workspace, string user, EntityKey? entity)
        {
        }
    }
}
