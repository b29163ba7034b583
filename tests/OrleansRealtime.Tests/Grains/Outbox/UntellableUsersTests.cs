using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Storage.GrainState;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains.Outbox;

/// <summary>Users of whom nobody can say whether they may see the entity: they wait, and nobody else does.</summary>
public sealed class UntellableUsersTests
{
    /// <summary>More users than can fail before a try is broken off: 32, and those who are being told then.</summary>
    private static readonly string[] Many = [.. Enumerable.Range(0, 60).Select(n => $"a-{n:00}-untellable")];

    private readonly Access _access = new();

    [Fact]
    public async Task They_keep_nobody_from_what_comes_later_and_get_it_all_in_its_order()
    {
        await using var grains = await StartAsync("a-first", "m-untellable", "z-last");
        var last = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/z-last");

        for (var n = 1; n <= 3; n++)
        {
            await grains.Entity().Mutate(Patch($$"""{"n":{{n}}}""", actor: "ana"));
            await last.NextAsync($"notification {n}");
        }

        // Of two that come in another order the user would take one. The last two have gathered.
        await ToldAsync(grains, 2, ["m-untellable"]);
        Assert.Equal(3, await CountAsync(grains, "m-untellable"));
    }

    [Fact]
    public async Task So_many_that_a_try_ends_with_them_keep_nobody_else_from_it()
    {
        await using var grains = await StartWithManyAsync();

        await ToldAsync(grains, 1, Many);
    }

    [Fact]
    public async Task Those_of_so_many_who_can_be_told_again_are_told_whoever_still_cannot()
    {
        await using var grains = await StartWithManyAsync();

        await ToldAsync(grains, 1, Many[56..], isAll: false);
    }

    [Fact]
    public async Task What_waits_for_them_gathers()
    {
        await using var grains = await StartAsync("a-first", "m-untellable");
        var first = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/a-first");

        for (var n = 1; n <= 20; n++)
        {
            await grains.Entity().Mutate(Patch($$"""{"n":{{n}}}""", actor: "ana"));
            await first.NextAsync($"notification {n}");
        }

        await Waiting.UntilAsync(() => OwedAsync(grains), owed => owed <= 3, "all but the newest to gather");
        await ToldAsync(grains, 2, ["m-untellable"]);
        Assert.Equal(20, await CountAsync(grains, "m-untellable"));
    }

    [Fact]
    public async Task What_waits_for_everybody_gathers_while_nobody_can_be_told()
    {
        await using var grains = await StartAsync("a-untellable", "b-untellable");

        for (var n = 1; n <= 50; n++) await grains.Entity().Mutate(Patch($$"""{"n":{{n}}}""", actor: "ana"));
        await Waiting.UntilAsync(() => OwedAsync(grains), owed => owed <= 3, "all but the newest to gather");

        await ToldAsync(grains, 2, ["a-untellable", "b-untellable"]);
        Assert.Equal(50, await CountAsync(grains, "a-untellable"));
    }

    [Fact]
    public async Task Who_follows_no_more_is_told_no_more()
    {
        await using var grains = await StartAsync("a-first", "m-untellable");
        var first = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/a-first");
        await grains.Entity().Mutate(Patch("""{"n":1}""", actor: "ana"));
        await first.NextAsync("the notification");

        await grains.Entity().Mutate(Follow("m-untellable", false));
        _access.Works = true;

        await grains.Time.RunUntilAsync(
            Waiting.UntilAsync(() => OwedAsync(grains), owed => owed == 0, "the end of what is owed"), TimeSpan.FromSeconds(1), "the next try");
        Assert.Equal(0, (await grains.User("m-untellable").Badge()).LastSeq);
    }

    [Fact]
    public async Task So_many_that_a_try_of_a_broadcast_ends_with_them_keep_nobody_else_from_it()
    {
        await using var grains = await StartAsync();
        var last = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/z-last");

        await BroadcastAsync(grains, [.. Many, "z-last"]);

        var told = last.NextAsync("the last one's notification");
        await TriedUntilAsync(grains, () => told.IsCompleted);
        await told;
    }

    [Fact]
    public async Task A_broadcast_reaches_the_last_one_although_nobody_could_be_told_before()
    {
        await using var grains = await StartAsync();
        var last = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/z-untellable");
        string[] all = [.. Many, "z-untellable"];
        await BroadcastAsync(grains, all);
        await TriedUntilAsync(grains, () => all.All(user => _access.Asked.Contains(user)));

        _access.WorksFor = ["z-untellable"];

        var told = last.NextAsync("the last one's notification");
        await TriedUntilAsync(grains, () => told.IsCompleted);
        await told;
    }

    [Fact]
    public async Task After_a_restart_only_they_are_told()
    {
        await using var grains = await StartAsync("a-first", "m-untellable", "z-last");
        var last = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/z-last");
        await grains.Entity().Mutate(Patch("""{"n":1}""", actor: "ana"));
        await last.NextAsync("the notification");
        await Waiting.UntilAsync(() => RowAsync(grains), row => row.Contains("remaining", StringComparison.Ordinal), "the note of who remains");
        await grains.RestartAsync();
        _access.Asked.Clear();

        await grains.Entity().Wake();

        await ToldAsync(grains, 1, ["m-untellable"]);
        Assert.Equal(["m-untellable"], _access.Asked.Distinct());
    }

    [Fact]
    public async Task A_life_that_is_over_stays_until_all_who_followed_it_are_told()
    {
        await using var grains = await StartAsync("m-untellable");
        await grains.Entity().Mutate(Delete("ana"));
        grains.Time.Suspend(TimeSpan.FromHours(24));
        await grains.Entity().Wake();
        Assert.NotNull((await grains.Entity().Read()).DeletedAt);

        await ToldAsync(grains, 1, ["m-untellable"]);
        await Waiting.UntilAsync(
            async () =>
            {
                await grains.Entity().Wake();
                return await grains.Entity().Read();
            },
            reading => reading == EntityReading.NotThere,
            "the end of the life");
    }

    [Fact]
    public async Task What_is_owed_of_one_life_is_not_taken_for_what_the_next_one_owes()
    {
        await using var grains = await StartAsync("m-untellable");
        await grains.Entity().Mutate(Delete("ana"));
        grains.Time.Suspend(TimeSpan.FromHours(24));
        await grains.Entity().Wake();
        await grains.Entity().Mutate(Put("""{"title":"another"}"""));
        await grains.Entity().Mutate(Follow("m-untellable", true));
        await grains.Entity().Mutate(Patch("""{"n":1}""", actor: "ana"));

        await ToldAsync(grains, 2, ["m-untellable"]);
        var items = (await grains.User("m-untellable").Inbox(new(null, null, 10, InboxFilter.All))).Items;
        Assert.Equal(["changed", "deleted"], items.Select(item => item.Kind));
    }

    [Fact]
    public async Task Deletions_that_cannot_be_told_are_refused_when_they_are_too_many()
    {
        await using var grains = await StartAsync("a-held");
        _access.Holds = true;
        var refused = 0;

        for (var n = 0; n < 1_100; n++)
        {
            var deletion = await grains.Entity().Mutate(Delete("ana"));
            if (deletion.Error is not null)
            {
                Assert.Equal("overloaded", deletion.Error);
                refused++;
            }
            else
            {
                await grains.Entity().Mutate(Put("{}"));
                await grains.Entity().Mutate(Follow("a-held", true));
            }
        }

        Assert.True(refused > 0);
        Assert.InRange(await OwedAsync(grains), 1, 1_001);
    }

    private static EntityCommand Delete(string actor) => new(new DeleteEntity(), Precondition.None, null, actor);

    private async Task<GrainsUnderTest> StartAsync(params string[] followers)
    {
        var grains = await GrainsUnderTest.StartAsync(services =>
        {
            services.AddSingleton<IEntityAccess>(_access);
            // While time runs to the next try, it may run far ahead of whoever renews a lease.
            services.Configure<LiveStreamOptions>(LiveStreamNames.Provider, streams => streams.LeaseDuration = TimeSpan.FromDays(30));
        });
        await grains.Entity().Mutate(Put("{}"));
        foreach (var user in followers) await grains.Entity().Mutate(Follow(user, true));
        return grains;
    }

    private static async Task BroadcastAsync(GrainsUnderTest grains, string[] users) =>
        await grains.Broadcast("n").Submit(new([.. users], "deploy", "hello", null, null, null, new("workitem", "42"), null, null), "same");

    private static async Task TriedUntilAsync(GrainsUnderTest grains, Func<bool> isReached) => await Waiting.UntilAsync(
        async () =>
        {
            await grains.Broadcast("n").Wake();
            return isReached();
        },
        isReachedNow => isReachedNow,
        "the try of the broadcast that is waited for");

    /// <summary>An edit was told to the one who follows behind many untellable users.</summary>
    private async Task<GrainsUnderTest> StartWithManyAsync()
    {
        var grains = await StartAsync([.. Many, "z-last"]);
        var last = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/z-last");
        await grains.Entity().Mutate(Patch("""{"n":1}""", actor: "ana"));
        await grains.Time.RunUntilAsync(last.NextAsync("the last one's notification"), TimeSpan.FromSeconds(1), "a try that reaches the last one");
        return grains;
    }

    /// <summary>Lets those be told again, or all, and runs the time until each of them has so many notifications; of all, until nothing is owed.
    /// Nobody is called meanwhile: time that runs is no time for a call.</summary>
    private async Task ToldAsync(GrainsUnderTest grains, int count, string[] users, bool isAll = true)
    {
        var tabs = new List<RecordingSubscriber<UserEvent>>();
        foreach (var user in users) tabs.Add(await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, $"demo/user/{user}"));
        if (isAll) _access.Works = true;
        else _access.WorksFor = users;
        await grains.Time.RunUntilAsync(ToldAllAsync(), TimeSpan.FromSeconds(1), $"{count} notifications");

        async Task ToldAllAsync()
        {
            await Task.WhenAll(tabs.Select(HasAsync));
            // A tab hears of it before the entity does, which may have to try once more for want of an answer.
            if (isAll) await Waiting.UntilAsync(() => OwedAsync(grains), owed => owed == 0, "the end of what is owed");
        }

        async Task HasAsync(RecordingSubscriber<UserEvent> tab)
        {
            while ((await tab.NextAsync($"{count} notifications")).Badge.LastSeq < count)
            {
            }
        }
    }

    /// <summary>How many changes a user was told of.</summary>
    private static async Task<int> CountAsync(GrainsUnderTest grains, string user) =>
        (await grains.User(user).Inbox(new(null, null, 10, InboxFilter.All))).Items.Sum(item => item.Count);

    private static async Task<long> OwedAsync(GrainsUnderTest grains) => await grains.Services.GetRequiredService<IGrainRows>().CountAsync(
        new(EntityRows.StateName, "demo/workitem/42"), OutboxDelivery.Collection, TestContext.Current.CancellationToken);

    private static async Task<string> RowAsync(GrainsUnderTest grains) => string.Concat((await grains.Services.GetRequiredService<IGrainRows>().ReadAsync(
        new(EntityRows.StateName, "demo/workitem/42"), OutboxDelivery.Collection, new(), TestContext.Current.CancellationToken)).Select(row => row.Value));

    /// <summary>Knows nothing of whoever is called untellable until it works, and answers nobody while it holds.</summary>
    private sealed class Access : IEntityAccess
    {
        public bool Works { get; set; }

        public string[] WorksFor { get; set; } = [];

        public bool Holds { get; set; }

        public ConcurrentQueue<string> Asked { get; } = new();

        public async ValueTask<EntityAccess> CheckAsync(EntityKey entity, string user, CancellationToken cancellationToken)
        {
            Asked.Enqueue(user);
            if (Holds) await Task.Delay(Timeout.Infinite, cancellationToken);
            return Works || WorksFor.Contains(user) || !user.EndsWith("untellable", StringComparison.Ordinal) ? EntityAccess.Write : throw new InvalidOperationException("Nobody knows.");
        }

        public void Forget(string workspace, string user, EntityKey? entity)
        {
        }
    }
}
