using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.Grains.Preferences;
using OrleansRealtime.Storage.GrainState;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains.Inbox;

/// <summary>What a user may not see any more is not shown, counted, marked or told, and is as it was when the user may see it again.</summary>
public sealed class AccessTakenAwayTests : SecretItemsTestsBase
{

    [Fact]
    public async Task It_is_gone_from_every_list_and_count_and_comes_back_as_it_was()
    {
        await using var grains = await TwoOfTheSecretAsync();
        var tab = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");
        await grains.User("bo").Mark(new(MarkAs.Archived, [2], null, null), null);
        await tab.NextAsync("the mark");

        Access.Denied = true;
        await grains.User("bo").AccessChanged(Secret);

        Assert.True((await tab.NextAsync("the loss")).Reset);
        foreach (var filter in Enum.GetValues<InboxFilter>()) Assert.DoesNotContain(await SeqsAsync(grains, filter), seq => seq is 1 or 2);
        Assert.Equal((1, 1, 3), await CountsAsync(grains));
        await grains.User("bo").Mark(new(MarkAs.Read, [], 3, null), null);
        await tab.NextAsync("the mark");
        await grains.RestartAsync();
        Assert.Equal((0, 0, 3), await CountsAsync(grains));

        Access.Denied = false;
        await grains.User("bo").AccessChanged(Secret);

        Assert.Equal((1, 1, 3), await CountsAsync(grains));
        Assert.Equal([3L, 1], await SeqsAsync(grains, InboxFilter.Active));
        Assert.Equal([2L], await SeqsAsync(grains, InboxFilter.Archived));
    }

    [Fact]
    public async Task Reading_and_counting_ask_nobody()
    {
        await using var grains = await TwoOfTheSecretAsync();
        var asked = Access.Asked;

        for (var n = 0; n < 10; n++)
        {
            await SeqsAsync(grains, InboxFilter.All);
            await CountsAsync(grains);
        }

        Assert.Equal(asked, Access.Asked);
    }

    [Fact]
    public async Task A_snooze_that_ends_meanwhile_tells_nothing_and_the_item_is_there_when_access_is()
    {
        await using var grains = await TwoOfTheSecretAsync();
        await grains.User("bo").Mark(new(MarkAs.Snoozed, [1], null, grains.Time.GetUtcNow() + TimeSpan.FromHours(1)), null);
        var tab = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");
        // Nobody said so: it is found out when there is something to tell.
        Access.Denied = true;

        grains.Time.Suspend(TimeSpan.FromHours(1));
        await grains.User("bo").Wake();

        var told = await tab.NextAsync("the end");
        Assert.Empty(told.Items);
        Assert.Equal([1L], told.Removed!.Value);
        Assert.DoesNotContain(1L, await SeqsAsync(grains, InboxFilter.All));

        Access.Denied = false;
        await grains.User("bo").AccessChanged(Secret);
        Assert.Contains(1L, await SeqsAsync(grains, InboxFilter.Active));
    }

    [Fact]
    public async Task A_snooze_of_which_nobody_can_tell_waits()
    {
        await using var grains = await TwoOfTheSecretAsync();
        await grains.User("bo").Mark(new(MarkAs.Snoozed, [1], null, grains.Time.GetUtcNow() + TimeSpan.FromHours(1)), null);
        Access.Fails = true;
        grains.Time.Suspend(TimeSpan.FromHours(1));

        await grains.User("bo").Wake();
        Assert.Equal([1L], await SeqsAsync(grains, InboxFilter.Snoozed));

        Access.Fails = false;
        await grains.User("bo").Wake();
        Assert.Empty(await SeqsAsync(grains, InboxFilter.Snoozed));
    }

    [Fact]
    public async Task What_a_delivery_finds_out_counts_for_all_items_of_the_entity()
    {
        await using var grains = await TwoOfTheSecretAsync();

        await NotifyAsync(grains, 4, "secret", withheld: "no_access");
        Assert.Equal([3L], await SeqsAsync(grains, InboxFilter.All));

        await NotifyAsync(grains, 5, "secret");
        Assert.Equal([4L, 3, 2, 1], await SeqsAsync(grains, InboxFilter.All));
    }

    [Fact]
    public async Task Who_is_named_and_may_not_see_it_has_nothing_of_it_any_more()
    {
        await using var grains = await TwoOfTheSecretAsync();
        await grains.Entity("secret").Mutate(Put("{}"));
        var tab = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");
        // Nobody said so: the delivery asks.
        Access.Denied = true;

        await grains.Entity("secret").Mutate(Comment("look", actor: "ana", mentions: "bo"));

        var told = await tab.NextAsync("the loss");
        Assert.Equal((true, 0), (told.Reset, told.Items.Length));
        Assert.Equal([3L], await SeqsAsync(grains, InboxFilter.All));
        Assert.Equal((1, 1, 3), await CountsAsync(grains));
    }

    [Fact]
    public async Task Who_only_follows_and_may_not_see_it_is_not_even_written_to()
    {
        await using var grains = await TwoOfTheSecretAsync();
        await grains.Entity("secret").Mutate(Put("{}"));
        await grains.Entity("secret").Mutate(Follow("dee", true));
        Access.Denied = true;

        await grains.Entity("secret").Mutate(Comment("look", actor: "ana", mentions: "chi"));

        var rows = grains.Services.GetRequiredService<IGrainRows>();
        await Waiting.UntilAsync(() => CountAsync(EntityRows.StateName, "demo/workitem/secret", OutboxDelivery.Collection), count => count == 0, "the end of the delivery");
        Assert.Equal(1, await CountAsync(InboxRows.StateName, "demo/user/chi", PreferenceRows.Decisions));
        Assert.Equal(0, await CountAsync(InboxRows.StateName, "demo/user/dee", PreferenceRows.Decisions));

        async Task<long> CountAsync(string state, string grain, string collection) =>
            await rows.CountAsync(new(state, grain), collection, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void What_comes_and_is_hidden_in_one_commit_is_told_to_nobody()
    {
        var item = new InboxItem(
            1, "id", "kind", "following", "title", null, null, null, Secret, [], 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch,
            Seen: false, Read: false, Archived: false, SnoozedUntil: null, Replaces: []);
        var inbox = InboxRules.Add(InboxRecord.Empty, 100, out _);
        var effects = new InboxEffects { Items = [item] };

        Assert.Single(effects.ToEvent(0, inbox, preferences: false).Items);
        Assert.Empty(effects.ToEvent(0, InboxRules.Hide(inbox, hide: inbox.Items, show: SeqSet.Empty), preferences: false).Items);
    }

    [Fact]
    public async Task All_that_items_are_about_is_asked_when_everything_changed_and_again_while_something_is_hidden()
    {
        await using var grains = await TwoOfTheSecretAsync();
        var tab = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");

        Access.Denied = true;
        await grains.User("bo").AccessChanged(null);
        Assert.True((await tab.NextAsync("the loss")).Reset);
        Assert.Equal([3L], await SeqsAsync(grains, InboxFilter.All));

        // The application never says that access is back.
        Access.Denied = false;
        grains.Time.Suspend(TimeSpan.FromHours(1));
        await grains.User("bo").Wake();
        Assert.True((await tab.NextAsync("the return")).Reset);
        Assert.Equal([3L, 2, 1], await SeqsAsync(grains, InboxFilter.All));
    }
}
