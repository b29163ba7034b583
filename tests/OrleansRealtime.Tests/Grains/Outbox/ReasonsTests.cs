using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Tests.Storage;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains.Outbox;

/// <summary>Why somebody is told of an entity: assigned, mentioned, following; never of their own doing, and of each change once.</summary>
public sealed class ReasonsTests : GrainTestsBase<SqliteStore>
{
    [Fact]
    public async Task Whoever_is_assigned_is_told_and_follows_from_then_on()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("""{"title":"one"}"""));
        var bo = await TabAsync(grains, "bo");

        var outcome = await grains.Entity().Mutate(Patch("""{"assignee":"bo"}""", actor: "ana"));
        Assert.Equal(("assigned", "assigned", "one"), What(await bo.NextAsync("the assignment")));
        await grains.Entity().Mutate(Patch("""{"title":"two"}""", actor: "ana"));

        Assert.Equal(1, outcome.Snapshot!.Followers);
        Assert.Equal(("changed", "assigned", "two"), What(await bo.NextAsync("the change")));
        Assert.Equal(["bo"], (await grains.Entity().Followers(null, 10)).Followers);
        Assert.Equal("assigned", await grains.Entity().ReasonFor("bo"));
        Assert.Equal(Badge.Empty, await grains.User("ana").Badge());
    }

    [Fact]
    public async Task What_is_created_for_somebody_is_told_to_them()
    {
        await using var grains = await StartAsync();
        var (bo, chi) = (await TabAsync(grains, "bo"), await TabAsync(grains, "chi"));

        var outcome = await grains.Entity().Mutate(Put("""{"title":"one","assignee":["bo","chi"]}"""));

        Assert.Equal(2, outcome.Snapshot!.Followers);
        Assert.Equal(("assigned", "assigned", "one"), What(await bo.NextAsync("bo's assignment")));
        Assert.Equal(("assigned", "assigned", "one"), What(await chi.NextAsync("chi's assignment")));
    }

    [Fact]
    public async Task Whoever_takes_something_on_follows_and_is_not_told_of_it()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("""{"title":"one"}"""));
        var bo = await TabAsync(grains, "bo");

        // Nobody but bo follows, so nothing waits that the next change could gather into.
        await grains.Entity().Mutate(Patch("""{"assignee":"bo"}""", actor: "bo"));
        await grains.Entity().Mutate(Patch("""{"title":"two"}""", actor: "ana"));

        Assert.Equal(("changed", "assigned", "two"), What(await bo.NextAsync("the change")));
        Assert.Equal(1, (await grains.User("bo").Badge()).LastSeq);
    }

    [Fact]
    public async Task Whoever_comments_follows_from_then_on()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("""{"title":"one"}"""));
        var bo = await TabAsync(grains, "bo");

        var outcome = await grains.Entity().Mutate(Comment("mine", actor: "bo"));
        await grains.Entity().Mutate(Comment("another of mine", actor: "bo"));
        await grains.Entity().Mutate(Comment("hers", actor: "ana"));

        Assert.Equal(1, outcome.Snapshot!.Followers);
        Assert.Equal(("commented", "following", "one"), What(await bo.NextAsync("ana's comment")));
        Assert.Equal(["ana", "bo"], (await grains.Entity().Followers(null, 10)).Followers);
        Assert.Equal(1, (await grains.User("bo").Badge()).LastSeq);
    }

    [Fact]
    public async Task The_strongest_reason_is_the_one_and_there_is_one_notification()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("""{"title":"one","assignee":"bo"}""", key: "put"));
        var bo = await TabAsync(grains, "bo");

        await grains.Entity().Mutate(Comment("look, @bo", actor: "ana", mentions: ["bo"]));
        await grains.Entity().Mutate(Comment("well", actor: "ana"));

        var told = new List<(string, string, string)>();
        while (told.Count < 2) told.AddRange((await bo.NextAsync("the comments")).Items.Where(item => item.Kind != "assigned").Select(What));
        Assert.Equal([("mentioned", "mentioned", "one"), ("commented", "assigned", "one")], told);
    }

    [Fact]
    public async Task Whoever_leaves_hears_no_more_also_as_an_assignee_until_assigned_anew()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("""{"title":"one"}"""));
        await grains.Entity().Mutate(Patch("""{"assignee":"bo"}""", actor: "bo"));
        var bo = await TabAsync(grains, "bo");

        await grains.Entity().Mutate(Follow("bo", false));
        Assert.Null(await grains.Entity().ReasonFor("bo"));
        await grains.Entity().Mutate(Patch("""{"title":"two"}""", actor: "ana"));
        await grains.Entity().Mutate(Patch("""{"assignee":null}""", actor: "ana"));
        await grains.Entity().Mutate(Patch("""{"assignee":"bo"}""", actor: "ana"));

        Assert.Equal("assigned", What(await bo.NextAsync("the assignment")).Kind);
        Assert.Equal(1, (await grains.User("bo").Badge()).LastSeq);
    }

    [Fact]
    public async Task Followers_that_a_change_makes_are_counted_once_and_survive_a_restart()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("""{"title":"one"}"""));

        await Task.WhenAll(
            grains.Entity().Mutate(Comment("1", actor: "bo")),
            grains.Entity().Mutate(Comment("2", actor: "bo")),
            grains.Entity().Mutate(Patch("""{"assignee":["bo","chi"]}""", actor: "ana")),
            grains.Entity().Mutate(Follow("chi", true)),
            grains.Entity().Mutate(Comment("3", actor: "ana")));
        await grains.RestartAsync();

        Assert.Equal(["ana", "bo", "chi"], (await grains.Entity().Followers(null, 10)).Followers);
        Assert.Equal(3, (await grains.Entity().Read()).Snapshot!.Followers);
    }

    [Fact]
    public async Task A_repeat_does_not_make_one_follow_again()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("""{"title":"one"}"""));
        await grains.Entity().Mutate(Comment("mine", key: "k", actor: "bo"));
        await grains.Entity().Mutate(Follow("bo", false));

        Assert.True((await grains.Entity().Mutate(Comment("mine", key: "k", actor: "bo"))).Replayed);

        Assert.Null(await grains.Entity().ReasonFor("bo"));
        Assert.Equal(0, (await grains.Entity().Read()).Snapshot!.Followers);
    }

    [Fact]
    public async Task The_field_has_the_name_that_is_configured()
    {
        await using var grains = await StartAsync(services => services.Configure<EntityLimits>(limits => limits.AssigneeField = "owners"));
        await grains.Entity().Mutate(Put("""{"assignee":"ana","owners":["bo"]}"""));

        Assert.Equal(["bo"], (await grains.Entity().Followers(null, 10)).Followers);
    }

    [Fact]
    public async Task Another_life_of_the_entity_has_its_own_followers()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("""{"assignee":"bo"}"""));
        await grains.Entity().Mutate(Comment("x", actor: "chi"));
        await grains.Entity().Mutate(new(new DeleteEntity(), Precondition.None, null, null));

        Assert.Null(await grains.Entity().ReasonFor("bo"));
        await grains.Entity().Mutate(Put("""{"assignee":"bo"}"""));

        Assert.Equal(["bo"], (await grains.Entity().Followers(null, 10)).Followers);
    }

    private static (string Kind, string Reason, string Title) What(UserEvent news) => What(Assert.Single(news.Items));

    private static (string Kind, string Reason, string Title) What(InboxItem item) => (item.Kind, item.Reason, item.Title);

    private static Task<RecordingSubscriber<UserEvent>> TabAsync(GrainsUnderTest grains, string user) =>
        grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, $"demo/user/{user}");
}
