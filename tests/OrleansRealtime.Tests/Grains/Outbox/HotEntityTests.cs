using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Storage.GrainState;
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
        var access = new HeldAccess(Last);
        await using var grains = await GrainsUnderTest.StartAsync(services => services.AddSingleton<IEntityAccess>(access));
        await grains.Entity().Mutate(Put("{}"));
        foreach (var users in Enumerable.Range(0, Followers).Chunk(1_000))
            await Task.WhenAll(users.Select(user => grains.Entity().Mutate(Follow($"user-{user:00000}", true)))).Within("a thousand followers");
        var tab = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, $"demo/user/{Last}");

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
        var access = new HeldAccess(Last);
        await using var grains = await GrainsUnderTest.StartAsync(services => services.AddSingleton<IEntityAccess>(access));
        await grains.Entity().Mutate(Put("{}"));
        await grains.Entity().Mutate(Follow("bo", true));
        var tab = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, $"demo/user/{Last}");

        for (var n = 1; n <= comments; n++)
            Assert.Null((await grains.Entity().Mutate(Comment($"comment {n}", actor: "ana", mentions: n == 50 ? [Last] : []))).Error);

        // 16 one by one, the last of which gathers, and the one with the mention for itself.
        Assert.Equal(17, await grains.Services.GetRequiredService<IGrainRows>().CountAsync(
            new(EntityRows.StateName, "demo/workitem/42"), OutboxDelivery.Collection, TestContext.Current.CancellationToken));
        access.Release();
        Assert.Equal("comment 50", Assert.Single((await tab.NextAsync("the mention")).Items).Body);
    }

    [Fact]
    public async Task Who_is_mentioned_in_one_of_the_comments_that_gathered_is_told_also_when_another_of_them_is_their_own()
    {
        var access = new HeldAccess(Last);
        await using var grains = await GrainsUnderTest.StartAsync(services => services.AddSingleton<IEntityAccess>(access));
        await grains.Entity().Mutate(Put("{}"));
        await grains.Entity().Mutate(Follow("bo", true));
        var tab = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, $"demo/user/{Last}");

        for (var n = 1; n <= 20; n++) await grains.Entity().Mutate(Comment($"comment {n}", actor: "ana"));
        await grains.Entity().Mutate(Comment("look at this", actor: "ana", mentions: Last));
        await grains.Entity().Mutate(Comment("I did", actor: Last));
        access.Release();

        // Whoever comments follows, and what waits is told to those who follow when it is told: other comments may come first.
        while (!(await tab.NextAsync("the mention")).Items.Any(item => item.Kind == "mentioned"))
        {
        }
    }

    [Fact]
    public async Task One_who_cannot_be_told_holds_up_nobody_else_and_is_told_later()
    {
        var access = new FailingAccess();
        await using var grains = await GrainsUnderTest.StartAsync(services =>
        {
            services.AddSingleton<IEntityAccess>(access);
            // While time runs to the next try, it may run far ahead of whoever renews a lease.
            services.Configure<LiveStreamOptions>(LiveStreamNames.Provider, streams => streams.LeaseDuration = TimeSpan.FromDays(1));
        });
        await grains.Entity().Mutate(Put("{}"));
        foreach (var user in new[] { "a-first", FailingAccess.User, "z-last" }) await grains.Entity().Mutate(Follow(user, true));
        var last = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/z-last");
        var unlucky = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, $"demo/user/{FailingAccess.User}");

        await grains.Entity().Mutate(Patch("""{"n":1}""", actor: "ana"));
        Assert.Single((await last.NextAsync("the last's notification")).Items);
        Assert.Equal(0, (await grains.User(FailingAccess.User).Badge()).LastSeq);

        access.Works = true;
        var told = unlucky.NextAsync("the unlucky one's notification");
        await grains.Time.RunUntilAsync(told, TimeSpan.FromSeconds(1), "the next try");
        Assert.Single((await told).Items);

        // Those who were told before were not told again.
        await grains.Entity().Mutate(Patch("""{"n":2}""", actor: "ana"));
        var second = last.NextAsync("the last's second notification");
        await grains.Time.RunUntilAsync(second, TimeSpan.FromSeconds(1), "the second notification");
        Assert.Equal(2, Assert.Single((await second).Items).Seq);
    }

    private sealed class FailingAccess : IEntityAccess
    {
        public const string User = "m-unlucky";

        public bool Works { get; set; }

        public ValueTask<EntityAccess> CheckAsync(EntityKey entity, string user, CancellationToken cancellationToken) => user != User || Works
            ? new(EntityAccess.Write)
            : throw new InvalidOperationException("Nobody knows.");

        public void Forget(string workspace, string user, EntityKey? entity)
        {
        }
    }
}
