using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.Grains.Preferences;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Tests.Storage;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains.Inbox;

/// <summary>What a user may not see any more is not shown, counted, marked or told, and is as it was when the user may see it again.</summary>
public sealed class AccessTakenAwayTests : GrainTestsBase<SqliteStore>
{
    private static readonly EntityRef Secret = new("workitem", "secret");
    private readonly ChangingAccess _access = new();

    [Fact]
    public async Task It_is_gone_from_every_list_and_count_and_comes_back_as_it_was()
    {
        await using var grains = await TwoOfTheSecretAsync();
        var tab = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");
        await grains.User("bo").Mark(new(MarkAs.Archived, [2], null, null), null);
        await tab.NextAsync("the mark");

        _access.Denied = true;
        await grains.User("bo").AccessChanged(Secret);

        Assert.True((await tab.NextAsync("the loss")).Reset);
        foreach (var filter in Enum.GetValues<InboxFilter>()) Assert.DoesNotContain(await SeqsAsync(grains, filter), seq => seq is 1 or 2);
        Assert.Equal((1, 1, 3), await CountsAsync(grains));
        await grains.User("bo").Mark(new(MarkAs.Read, [], 3, null), null);
        await tab.NextAsync("the mark");
        await grains.RestartAsync();
        Assert.Equal((0, 0, 3), await CountsAsync(grains));

        _access.Denied = false;
        await grains.User("bo").AccessChanged(Secret);

        Assert.Equal((1, 1, 3), await CountsAsync(grains));
        Assert.Equal([3L, 1], await SeqsAsync(grains, InboxFilter.Active));
        Assert.Equal([2L], await SeqsAsync(grains, InboxFilter.Archived));
    }

    [Fact]
    public async Task Reading_and_counting_ask_nobody()
    {
        await using var grains = await TwoOfTheSecretAsync();
        var asked = _access.Asked;

        for (var n = 0; n < 10; n++)
        {
            await SeqsAsync(grains, InboxFilter.All);
            await CountsAsync(grains);
        }

        Assert.Equal(asked, _access.Asked);
    }

    [Fact]
    public async Task A_snooze_that_ends_meanwhile_tells_nothing_and_the_item_is_there_when_access_is()
    {
        await using var grains = await TwoOfTheSecretAsync();
        await grains.User("bo").Mark(new(MarkAs.Snoozed, [1], null, grains.Time.GetUtcNow() + TimeSpan.FromHours(1)), null);
        var tab = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");
        // Nobody said so: it is found out when there is something to tell.
        _access.Denied = true;

        grains.Time.Suspend(TimeSpan.FromHours(1));
        await grains.User("bo").Wake();

        var told = await tab.NextAsync("the end");
        Assert.Empty(told.Items);
        Assert.Equal([1L], told.Removed!.Value);
        Assert.DoesNotContain(1L, await SeqsAsync(grains, InboxFilter.All));

        _access.Denied = false;
        await grains.User("bo").AccessChanged(Secret);
        Assert.Contains(1L, await SeqsAsync(grains, InboxFilter.Active));
    }

    [Fact]
    public async Task A_snooze_of_which_nobody_can_tell_waits()
    {
        await using var grains = await TwoOfTheSecretAsync();
        await grains.User("bo").Mark(new(MarkAs.Snoozed, [1], null, grains.Time.GetUtcNow() + TimeSpan.FromHours(1)), null);
        _access.Fails = true;
        grains.Time.Suspend(TimeSpan.FromHours(1));

        await grains.User("bo").Wake();
        Assert.Equal([1L], await SeqsAsync(grains, InboxFilter.Snoozed));

        _access.Fails = false;
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
        _access.Denied = true;

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
        _access.Denied = true;

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

        _access.Denied = true;
        await grains.User("bo").AccessChanged(null);
        Assert.True((await tab.NextAsync("the loss")).Reset);
        Assert.Equal([3L], await SeqsAsync(grains, InboxFilter.All));

        // The application never says that access is back.
        _access.Denied = false;
        grains.Time.Suspend(TimeSpan.FromHours(1));
        await grains.User("bo").Wake();
        Assert.True((await tab.NextAsync("the return")).Reset);
        Assert.Equal([3L, 2, 1], await SeqsAsync(grains, InboxFilter.All));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_answered_before_access_was_taken_away_shows_nothing_that_came_out_of_sight_since(bool isAll)
    {
        await using var grains = await TwoOfTheSecretAsync();
        var held = _access.Hold();
        await grains.User("bo").AccessChanged(null);
        await held.Asked.Within("the first asking");

        _access.Denied = true;
        await grains.User("bo").AccessChanged(isAll ? null : Secret);
        held.Release();

        await AskedToTheEndAsync(grains);
        Assert.Equal([3L], await SeqsAsync(grains, InboxFilter.All));
    }

    [Fact]
    public async Task Of_two_who_have_one_entity_asked_about_the_later_is_right()
    {
        await using var grains = await TwoOfTheSecretAsync();
        var held = _access.Hold();
        var first = grains.User("bo").AccessChanged(Secret);
        await held.Asked.Within("the first asking");

        _access.Denied = true;
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
        var held = _access.Hold();
        var wake = grains.User("bo").Wake();
        await held.Asked.Within("the asking");

        _access.Denied = true;
        await grains.User("bo").AccessChanged(Secret);
        held.Release();
        await wake.Within("the end of the snooze");

        Assert.Equal([3L], await SeqsAsync(grains, InboxFilter.All));
    }

    [Fact]
    public async Task What_is_hidden_is_not_shown_because_another_silo_still_answers_as_before()
    {
        await using var grains = await TwoOfTheSecretAsync();
        _access.Denied = true;
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
        _access.Denied = true;
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
        _access.Denied = true;
        await grains.User("bo").AccessChanged(Secret);
        _access.Fails = true;

        await Assert.ThrowsAsync<InvalidOperationException>(() => NotifyAsync(grains, 4, "secret"));
        Assert.Equal([3L], await SeqsAsync(grains, InboxFilter.All));

        (_access.Fails, _access.Denied) = (false, false);
        await NotifyAsync(grains, 4, "secret");
        Assert.Equal([4L, 3, 2, 1], await SeqsAsync(grains, InboxFilter.All));
    }

    [Fact]
    public async Task A_deletion_of_what_is_hidden_is_told_to_nobody_who_may_not_see_it()
    {
        await using var grains = await TwoOfTheSecretAsync();
        _access.Denied = true;
        await grains.User("bo").AccessChanged(Secret);
        grains.Time.Suspend(TimeSpan.FromMinutes(5));

        await NotifyAsync(grains, 4, "secret", endsLife: true);

        Assert.Equal([3L], await SeqsAsync(grains, InboxFilter.All));
        _access.Denied = false;
        await grains.User("bo").AccessChanged(Secret);
        var page = await grains.User("bo").Inbox(new(null, null, 50, InboxFilter.All));
        Assert.Equal([(3L, false), (2L, true), (1L, true)], page.Items.Select(item => (item.Seq, item.Deleted)));
    }

    [Fact]
    public async Task The_entity_s_own_silo_forgets_what_it_knew_before_whoever_forgets_it_has_an_answer()
    {
        await using var grains = await TwoOfTheSecretAsync();

        await grains.Entity("secret").ForgetAccess("bo");

        Assert.Equal(("bo", new EntityKey("demo", "workitem", "secret")), Assert.Single(_access.Forgotten));
    }

    [Fact]
    public async Task What_the_end_of_a_snooze_hid_is_asked_about_again_within_the_hour()
    {
        await using var grains = await TwoOfTheSecretAsync();
        await grains.User("bo").Mark(new(MarkAs.Snoozed, [1], null, grains.Time.GetUtcNow() + TimeSpan.FromHours(1)), null);
        _access.Denied = true;
        grains.Time.Suspend(TimeSpan.FromHours(1));
        await grains.User("bo").Wake();
        Assert.DoesNotContain(1L, await SeqsAsync(grains, InboxFilter.All));

        _access.Denied = false;
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
        _access.Fails = true;
        await grains.User("bo").AccessChanged(Secret);
        (_access.Fails, _access.Denied) = (false, true);

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

    // Items 1 and 2 are about the secret, of two kinds; 3 is not.
    private async Task<GrainsUnderTest> TwoOfTheSecretAsync()
    {
        var grains = await StartAsync(services =>
        {
            services.AddSingleton<IEntityAccess>(_access);
            // Time runs far ahead of whoever renews a lease.
            services.Configure<LiveStreamOptions>(LiveStreamNames.Provider, streams => streams.LeaseDuration = TimeSpan.FromDays(1));
        });
        await NotifyAsync(grains, 1, "secret");
        await NotifyAsync(grains, 2, "secret", kind: "commented");
        await NotifyAsync(grains, 3, "open");
        return grains;
    }

    private static async Task<IEnumerable<long>> SeqsAsync(GrainsUnderTest grains, InboxFilter filter) =>
        (await grains.User("bo").Inbox(new(null, null, 50, filter))).Items.Select(item => item.Seq);

    private static async Task<(long Unread, long Unseen, long LastSeq)> CountsAsync(GrainsUnderTest grains)
    {
        var badge = await grains.User("bo").Badge();
        return (badge.Unread, badge.Unseen, badge.LastSeq);
    }

    private static async Task AskedToTheEndAsync(GrainsUnderTest grains) => await Waiting.UntilAsync(
        () => grains.Services.GetRequiredService<IGrainRows>().ReadAsync(
            new(InboxRows.StateName, "demo/user/bo"), InboxRows.Access, new(Limit: 10), TestContext.Current.CancellationToken).AsTask(),
        rows => rows.All(row => row.DueAt > grains.Time.GetUtcNow()),
        "the end of the asking");

    private static Task NotifyAsync(
        GrainsUnderTest grains, int n, string entity, string? kind = null, string? withheld = null, string user = "bo", bool endsLife = false) =>
        grains.User(user).Notify(new(
            $"source-{n}", 1, $"id-{n}", kind ?? $"kind-{n}", "following", $"item {n}", null, null, null, new("workitem", entity), [],
            grains.Time.GetUtcNow(), withheld, EndsLife: endsLife));

    private sealed class ChangingAccess : IEntityAccess
    {
        private int _asked;
        private HeldAnswers? _held;

        public bool Denied { get; set; }

        public bool Fails { get; set; }

        public int Asked => _asked;

        public ConcurrentBag<(string User, EntityKey? Entity)> Forgotten { get; } = [];

        /// <summary>What is answered about the secret until it is denied is on its way until it is released.</summary>
        public HeldAnswers Hold() => _held = new();

        public async ValueTask<EntityAccess> CheckAsync(EntityKey entity, string user, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            if (Fails) throw new InvalidOperationException("Nobody knows.");
            if (entity.Id != Secret.Id) return EntityAccess.Write;
            if (Denied) return EntityAccess.None;
            if (_held is not null) await _held.WaitAsync(cancellationToken);
            return EntityAccess.Write;
        }

        public void Forget(string workspace, string user, EntityKey? entity) => Forgotten.Add((user, entity));
    }

    private sealed class HeldAnswers
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public void Release() => _released.SetResult();

        public Task WaitAsync(CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            return _released.Task.WaitAsync(cancellationToken);
        }
    }
}
