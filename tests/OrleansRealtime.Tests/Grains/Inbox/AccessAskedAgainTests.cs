using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Grains.Inbox;

/// <summary>What is said of access late, in another order or by nobody shows nothing that is to be hidden, and hides nothing for good.</summary>
public sealed class AccessAskedAgainTests : SecretItemsTestsBase
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_answered_before_access_was_taken_away_shows_nothing_that_came_out_of_sight_since(bool isAll)
    {
        await using var grains = await TwoOfTheSecretAsync();
        var held = Access.Hold();
        await grains.User("bo").AccessChanged(null);
        await held.Asked.Within("the first asking");

        Access.Denied = true;
        await grains.User("bo").AccessChanged(isAll ? null : Secret);
        held.Release();

        await AskedToTheEndAsync(grains);
        Assert.Equal([3L], await SeqsAsync(grains, InboxFilter.All));
    }

    [Fact]
    public async Task Of_two_who_have_one_entity_asked_about_the_later_is_right()
    {
        await using var grains = await TwoOfTheSecretAsync();
        var held = Access.Hold();
        var first = grains.User("bo").AccessChanged(Secret);
        await held.Asked.Within("the first asking");

        Access.Denied = true;
        var second = grains.User("bo").AccessChanged(Secret);
        // Calls are begun in their order.
        await grains.User("bo").Badge();
        held.Release();
        await Task.WhenAll(first, second).Within("both");

        Assert.Equal([3L], await SeqsAsync(grains, InboxFilter.All));
    }

    [Fact]
    public async Task A_snooze_that_was_ending_when_access_was_taken_away_shows_nothing()
    {
        await using var grains = await TwoOfTheSecretAsync();
        await grains.User("bo").Mark(new(MarkAs.Snoozed, [1], null, grains.Time.GetUtcNow() + TimeSpan.FromHours(1)), null);
        grains.Time.Suspend(TimeSpan.FromHours(1));
        var held = Access.Hold();
        var wake = grains.User("bo").Wake();
        await held.Asked.Within("the asking");

        Access.Denied = true;
        await grains.User("bo").AccessChanged(Secret);
        held.Release();
        await wake.Within("the end of the snooze");

        Assert.Equal([3L], await SeqsAsync(grains, InboxFilter.All));
    }

    [Fact]
    public async Task What_is_hidden_is_not_shown_because_another_silo_still_answers_as_before()
    {
        await using var grains = await TwoOfTheSecretAsync();
        Access.Denied = true;
        await grains.User("bo").AccessChanged(Secret);
        grains.Time.Suspend(TimeSpan.FromMinutes(5));

        await NotifyAsync(grains, 4, "secret");

        Assert.Equal([3L], await SeqsAsync(grains, InboxFilter.All));
        Assert.Equal("no_access", (await grains.User("bo").Decided("id-4"))!.Decision.InboxRule);
    }

    [Fact]
    public async Task What_was_on_its_way_to_an_empty_inbox_when_access_was_taken_away_does_not_come_in()
    {
        await using var grains = await TwoOfTheSecretAsync();
        Access.Denied = true;
        await grains.User("dee").AccessChanged(Secret);
        // The activation holds nothing, and stays for it.
        grains.Time.Advance(TimeSpan.FromSeconds(5));

        await NotifyAsync(grains, 4, "secret", user: "dee");

        Assert.Equal(0, (await grains.User("dee").Badge()).Unread);
    }

    [Fact]
    public async Task What_comes_while_nobody_can_tell_about_what_is_hidden_comes_again()
    {
        await using var grains = await TwoOfTheSecretAsync();
        Access.Denied = true;
        await grains.User("bo").AccessChanged(Secret);
        Access.Fails = true;

        await Assert.ThrowsAsync<InvalidOperationException>(() => NotifyAsync(grains, 4, "secret"));
        Assert.Equal([3L], await SeqsAsync(grains, InboxFilter.All));

        (Access.Fails, Access.Denied) = (false, false);
        await NotifyAsync(grains, 4, "secret");
        Assert.Equal([4L, 3, 2, 1], await SeqsAsync(grains, InboxFilter.All));
    }

    [Fact]
    public async Task A_deletion_of_what_is_hidden_is_told_to_nobody_who_may_not_see_it()
    {
        await using var grains = await TwoOfTheSecretAsync();
        Access.Denied = true;
        await grains.User("bo").AccessChanged(Secret);
        grains.Time.Suspend(TimeSpan.FromMinutes(5));

        await NotifyAsync(grains, 4, "secret", endsLife: true);

        Assert.Equal([3L], await SeqsAsync(grains, InboxFilter.All));
        Access.Denied = false;
        await grains.User("bo").AccessChanged(Secret);
        var page = await grains.User("bo").Inbox(new(null, null, 50, InboxFilter.All));
        Assert.Equal([(3L, false), (2L, true), (1L, true)], page.Items.Select(item => (item.Seq, item.Deleted)));
    }

    [Fact]
    public async Task The_entity_s_own_silo_forgets_what_it_knew_before_whoever_forgets_it_has_an_answer()
    {
        await using var grains = await TwoOfTheSecretAsync();

        await grains.Entity("secret").ForgetAccess("bo");

        Assert.Equal(("bo", new EntityKey("demo", "workitem", "secret")), Assert.Single(Access.Forgotten));
    }

    [Fact]
    public async Task What_the_end_of_a_snooze_hid_is_asked_about_again_within_the_hour()
    {
        await using var grains = await TwoOfTheSecretAsync();
        await grains.User("bo").Mark(new(MarkAs.Snoozed, [1], null, grains.Time.GetUtcNow() + TimeSpan.FromHours(1)), null);
        Access.Denied = true;
        grains.Time.Suspend(TimeSpan.FromHours(1));
        await grains.User("bo").Wake();
        Assert.DoesNotContain(1L, await SeqsAsync(grains, InboxFilter.All));

        Access.Denied = false;
        grains.Time.Suspend(TimeSpan.FromHours(1));
        await grains.User("bo").Wake();

        await Waiting.UntilAsync(async () => (await SeqsAsync(grains, InboxFilter.Active)).ToList(), seqs => seqs.Contains(1), "the return");
    }

    [Fact]
    public async Task What_a_delivery_hid_is_asked_about_again_within_the_hour()
    {
        await using var grains = await TwoOfTheSecretAsync();
        await NotifyAsync(grains, 4, "secret", withheld: "no_access");
        Assert.Equal([3L], await SeqsAsync(grains, InboxFilter.All));

        // Others that are hidden meanwhile put it off no further.
        grains.Time.Suspend(TimeSpan.FromMinutes(50));
        await NotifyAsync(grains, 5, "secret", withheld: "no_access");
        await NotifyAsync(grains, 6, "open", withheld: "no_access");
        grains.Time.Suspend(TimeSpan.FromMinutes(10));
        await grains.User("bo").Wake();

        await Waiting.UntilAsync(async () => (await SeqsAsync(grains, InboxFilter.All)).Count(), count => count == 3, "the return");
    }

    [Fact]
    public async Task One_entity_that_is_asked_about_puts_off_nothing_that_is_due_about_the_others()
    {
        await using var grains = await TwoOfTheSecretAsync();
        Access.Fails = true;
        await grains.User("bo").AccessChanged(Secret);
        (Access.Fails, Access.Denied) = (false, true);

        await grains.User("bo").AccessChanged(new("workitem", "open"));
        grains.Time.Suspend(TimeSpan.FromMinutes(1));
        await grains.User("bo").Wake();

        await Waiting.UntilAsync(async () => (await SeqsAsync(grains, InboxFilter.All)).ToList(), seqs => seqs is [3], "the loss");
    }

    [Fact]
    public async Task A_snooze_of_what_was_hidden_and_is_muted_ends_and_the_item_is_where_it_was()
    {
        await using var grains = await TwoOfTheSecretAsync();
        await grains.User("bo").Mark(new(MarkAs.Snoozed, [1], null, grains.Time.GetUtcNow() + TimeSpan.FromHours(1)), null);
        await grains.User("bo").SetPreferences(
            UserPreferences.Empty with { Entities = ImmutableDictionary<string, EntityChoice>.Empty.Add("workitem/secret", EntityChoice.Mute) }, null);
        grains.Time.Suspend(TimeSpan.FromMinutes(30));
        await NotifyAsync(grains, 4, "secret", withheld: "no_access");
        var tab = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");

        grains.Time.Suspend(TimeSpan.FromMinutes(30));
        await grains.User("bo").Wake();

        Assert.Contains(1L, await SeqsAsync(grains, InboxFilter.Active));
        Assert.True((await tab.NextAsync("the return")).Reset);
        Assert.Equal(0, await grains.Services.GetRequiredService<IGrainRows>().CountAsync(
            new(InboxRows.StateName, "demo/user/bo"), InboxRows.Snoozes, TestContext.Current.CancellationToken));
    }
}
