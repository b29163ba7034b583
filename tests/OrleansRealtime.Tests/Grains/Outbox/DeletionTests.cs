using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Tests.Storage;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains.Outbox;

/// <summary>An entity that is deleted: its followers are told, and what they were told of it before belongs to that life alone.</summary>
public sealed class DeletionTests : GrainTestsBase<SqliteStore>
{
    [Fact]
    public async Task Followers_are_told_that_it_is_deleted_by_whom_and_what_it_was_called()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("""{"title":"one"}"""));
        await grains.Entity().Mutate(Follow("bo", true));
        await grains.Entity().Mutate(Follow("ana", true));
        var bo = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");

        await grains.Entity().Mutate(Delete("ana"));

        var item = Assert.Single((await bo.NextAsync("the deletion")).Items);
        Assert.Equal(("deleted", "following", "one"), (item.Kind, item.Reason, item.Title));
        Assert.Equal(["ana"], item.Authors);
        Assert.Equal(Badge.Empty, await grains.User("ana").Badge());
    }

    [Fact]
    public async Task What_happens_to_another_of_the_same_name_is_no_part_of_what_was_told_before()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("""{"title":"one"}"""));
        await grains.Entity().Mutate(Follow("bo", true));
        var bo = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");
        await grains.Entity().Mutate(Patch("""{"n":1}""", actor: "ana"));
        await bo.NextAsync("the change");
        await grains.Entity().Mutate(Delete("ana"));
        await grains.Entity().Mutate(Put("""{"title":"another"}"""));
        await grains.Entity().Mutate(Follow("bo", true));
        await grains.Entity().Mutate(Patch("""{"n":2}""", actor: "ana"));

        while ((await bo.NextAsync("the other's change")).Items is not [{ Title: "another" }])
        {
        }

        var items = (await grains.User("bo").Inbox(new(null, null, 10, InboxFilter.All))).Items;
        Assert.Equal([("changed", "another", 1), ("deleted", "one", 1), ("changed", "one", 1)], items.Select(item => (item.Kind, item.Title, item.Count)));
    }

    [Fact]
    public async Task The_items_of_all_who_were_told_say_so_whoever_did_it_and_whatever_they_silenced()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("""{"title":"one"}"""));
        foreach (var user in new[] { "ana", "muted" }) await grains.Entity().Mutate(Follow(user, true));
        string[] users = ["ana", "muted", "mentioned"];
        var tabs = await Task.WhenAll(users.Select(user => grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, $"demo/user/{user}")));
        await grains.Entity().Mutate(Comment("look", actor: "bo", mentions: "mentioned"));
        foreach (var tab in tabs) await tab.NextAsync("the comment");
        await grains.User("muted").SetPreferences(UserPreferences.Empty with { Channels = new(Inbox: false) }, null);

        await grains.Entity().Mutate(Delete("ana"));

        foreach (var tab in tabs)
        {
            while (!(await tab.NextAsync("that it is deleted")).Reset)
            {
            }
        }

        await grains.RestartAsync();
        foreach (var user in users)
        {
            var item = Assert.Single((await grains.User(user).Inbox(new(null, null, 10, InboxFilter.All))).Items);
            Assert.True(item.Deleted, $"{user} has {item}");
            Assert.Equal(1, (await grains.User(user).Badge()).Unread);
        }
    }

    [Fact]
    public async Task Only_what_is_about_the_life_that_ended_says_so()
    {
        await using var grains = await StartAsync();
        var bo = grains.User("bo");
        await bo.Notify(About(1, life: "first"));
        await bo.Notify(About(2, life: "second"));
        // A server's own word of it, of whatever life.
        await bo.Notify(About(3, life: null));

        await bo.Notify(About(4, life: "first") with { EndsLife = true, Withheld = DecisionRules.Quiet });

        var items = (await bo.Inbox(new(null, null, 10, InboxFilter.All))).Items;
        Assert.Equal([("kind-3", true), ("kind-2", false), ("kind-1", true)], items.Select(item => (item.Kind, item.Deleted)));
    }

    private static Notification About(int n, string? life) => new(
        $"source-{n}", 1, $"id-{n}", $"kind-{n}", "following", "one", null, null, null, new("workitem", "42"), [], DateTimeOffset.UnixEpoch) { Life = life };

    private static EntityCommand Delete(string actor) => new(new DeleteEntity(), Precondition.None, null, actor);
}
