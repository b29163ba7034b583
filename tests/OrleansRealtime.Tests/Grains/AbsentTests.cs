using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Tests.Storage;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains;

/// <summary>Asking for what is not there keeps nothing. Of a user in a database that was put back a record is kept, so that numbers never go back:
/// LineageTests.</summary>
public sealed class AbsentTests : GrainTestsBase<SqliteStore>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Whatever_is_asked_of_entities_that_are_not_there_none_of_them_stays_in_memory()
    {
        await using var grains = await StartAsync();
        Func<IEntityGrain, Task>[] questions =
        [
            entity => entity.Read(),
            entity => entity.CatchUp(null),
            entity => entity.Comments(null, null, 10),
            entity => entity.Followers(null, 10),
            entity => entity.ReasonFor("ana"),
            entity => entity.Viewers(),
            entity => entity.ForgetAccess("ana"),
            entity => entity.Wake(),
            entity => entity.Mutate(Patch("{}", key: "key")),
            entity => entity.Report(new("gateway", 0, 1, IsWhole: true, [])),
        ];

        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => questions[i % questions.Length](grains.Entity($"absent-{i}"))));

        await grains.HasActivationsAsync<EntityGrain>(0);
        Assert.Null((await grains.Entity("absent-0").Read()).Position);
    }

    [Fact]
    public async Task Whatever_is_asked_of_users_of_whom_nothing_is_stored_none_of_them_stays_in_memory()
    {
        await using var grains = await StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            var user = grains.User($"nobody-{i}");
            await user.Decide(new("changed", "following", null));
            await user.Decided("none");
            await user.TokensRefusedBefore();
            await user.AccessChanged(new("workitem", "42"));
            await user.Badge();
        }));

        await grains.HasActivationsAsync<UserGrain>(0);
    }

    [Fact]
    public async Task What_is_watched_stays_until_nobody_watches_and_hears_of_its_creation()
    {
        await using var grains = await StartAsync();
        var subscriber = await grains.SubscribeAsync<EntityEvent>(LiveStreamNames.Entities, "demo/workitem/42");
        Advance(grains, 5);

        await grains.Entity().Mutate(Put("{}"));

        Assert.IsType<EntityCreated>(await subscriber.NextAsync("the creation"));
    }

    [Fact]
    public async Task Who_views_what_is_not_there_is_seen_until_the_view_has_ended_for_a_while()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Report(new("gateway", 0, 1, IsWhole: true, [new("ana", "Ana", PresenceStatus.Online)]));
        Advance(grains, 5);
        Assert.Equal(1, (await grains.Entity().Viewers()).Total);

        await grains.Entity().Report(new("gateway", 1, 2, IsWhole: false, [new("ana", "Ana", PresenceStatus.Offline)]));
        Advance(grains, 5);
        // A report that comes late is known as old.
        Assert.True(await grains.Entity().Report(new("gateway", 0, 1, IsWhole: true, [new("ana", "Ana", PresenceStatus.Online)])));
        Assert.Equal(0, (await grains.Entity().Viewers()).Total);

        await grains.HasActivationsAsync<EntityGrain>(0);
    }

    [Fact]
    public async Task What_is_there_stays()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Read();
        await grains.Entity().Mutate(Put("{}"));
        await grains.Entity("absent").Read();

        await grains.HasActivationsAsync<EntityGrain>(1);
        Advance(grains, 60);

        await grains.HasActivationsAsync<EntityGrain>(1);
    }

    private static void Advance(GrainsUnderTest grains, int seconds)
    {
        for (var i = 0; i < seconds; i++) grains.Time.Advance(Second);
    }
}
