using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Tests.Storage;

namespace OrleansRealtime.Tests.Grains.Inbox;

/// <summary>A user grain on a silo.</summary>
public sealed class UserGrainTests : GrainTestsBase<SqliteStore>
{
    [Fact]
    public async Task The_inbox_and_its_marks_survive_a_restart()
    {
        await using var grains = await StartAsync();
        await NotifyAsync(grains, 3);
        var badge = (await grains.User("bo").Mark(new(MarkAs.Read, [], 2, null), null)).Badge!;

        await grains.RestartAsync();

        Assert.Equal((1, 1, 3), (badge.Unread, badge.Unseen, badge.LastSeq));
        var page = await grains.User("bo").Inbox(new(null, null, 50, InboxFilter.Active));
        Assert.Equal(badge, page.Badge);
        Assert.Equal([(3L, false), (2L, true), (1L, true)], page.Items.Select(item => (item.Seq, item.Read)));
        Assert.Equal([3L], (await grains.User("bo").Inbox(new(null, null, 50, InboxFilter.Unread))).Items.Select(item => item.Seq));
    }

    [Fact]
    public async Task A_notification_is_written_in_the_background_and_a_mark_is_not()
    {
        await using var grains = await StartAsync();

        await NotifyAsync(grains, 1);
        Assert.True(grains.Faults.WasBackground);

        await grains.User("bo").Mark(new(MarkAs.Read, [1], null, null), null);
        Assert.False(grains.Faults.WasBackground);
    }

    [Fact]
    public async Task Every_tab_hears_of_items_marks_and_the_badge_that_counts_them()
    {
        await using var grains = await StartAsync();
        var tab = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");

        await NotifyAsync(grains, 1);
        await grains.User("bo").Mark(new(MarkAs.Read, [1], null, null), null);

        var came = await tab.NextAsync("the notification");
        var marked = await tab.NextAsync("the mark");
        Assert.Equal((0, 1, 1), (came.From, came.Badge.Version, came.Badge.Unread));
        Assert.Equal("item 1", Assert.Single(came.Items).Title);
        Assert.Equal((1, 2, 0), (marked.From, marked.Badge.Version, marked.Badge.Unread));
        Assert.Equal(MarkAs.Read, Assert.Single(marked.Marks).As);
    }

    [Fact]
    public async Task A_snoozed_item_comes_back_once_when_its_time_has_come_also_after_a_restart()
    {
        await using var grains = await StartAsync();
        await NotifyAsync(grains, 2);
        var until = grains.Time.GetUtcNow() + TimeSpan.FromHours(1);
        Assert.Equal(1, (await grains.User("bo").Mark(new(MarkAs.Snoozed, [1], null, until), null)).Badge!.Unread);

        await grains.RestartAsync();
        await grains.User("bo").Wake();
        Assert.Equal(1, (await grains.User("bo").Badge()).Unread);
        grains.Time.Suspend(TimeSpan.FromHours(1));
        await Task.WhenAll(grains.User("bo").Wake(), grains.User("bo").Wake());

        Assert.Equal((2, 2, 3), await CountsAsync(grains));
        var back = (await grains.User("bo").Inbox(new(null, null, 50, InboxFilter.Active))).Items[0];
        Assert.Equal((3, "item 1"), (back.Seq, back.Title));
        Assert.Equal([1L], back.Replaces);
    }

    [Fact]
    public async Task A_mark_that_comes_again_under_its_key_does_not_undo_what_came_between()
    {
        await using var grains = await StartAsync();
        await NotifyAsync(grains, 1);
        var (read, key) = (new InboxMark(MarkAs.Read, [1], null, null), new IdempotencyKey("k", "read"));
        await grains.User("bo").Mark(read, key);
        await grains.User("bo").Mark(new(MarkAs.Unread, [1], null, null), null);

        await grains.RestartAsync();
        var again = await grains.User("bo").Mark(read, key);

        Assert.True(again.Replayed);
        Assert.Equal(1, again.Badge!.Unread);
        Assert.Equal("idempotency_mismatch", (await grains.User("bo").Mark(read, key with { Fingerprint = "other" })).Error);
    }

    [Fact]
    public async Task Tokens_are_refused_from_the_latest_moment_that_was_named()
    {
        await using var grains = await StartAsync();
        var tab = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");
        var now = grains.Time.GetUtcNow();
        Assert.Null(await grains.User("bo").TokensRefusedBefore());

        await grains.User("bo").RefuseTokens(now);
        await grains.User("bo").RefuseTokens(now.AddMinutes(-1));

        Assert.Equal(now, (await tab.NextAsync("the revocation")).TokensRefusedBefore);
        await grains.RestartAsync();
        Assert.Equal(now, await grains.User("bo").TokensRefusedBefore());
    }

    [Fact]
    public async Task A_notice_reaches_each_recipient_once_and_a_repeat_is_known()
    {
        await using var grains = await StartAsync();
        var bo = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");
        var chi = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/chi");

        Assert.Equal(new BroadcastOutcome(false), await grains.Broadcast("n1").Submit(Broadcast("k", "bo"), "f"));
        Assert.Equal("hello", Assert.Single((await bo.NextAsync("bo's notification")).Items).Title);
        Assert.Equal("bo", Assert.Single((await grains.Broadcast("n1").Submit(Broadcast("k", "bo"), "f")).Accepted!.Value));
        Assert.Equal(new BroadcastOutcome(false, "idempotency_mismatch"), await grains.Broadcast("n1").Submit(Broadcast("k", "bo"), "other"));
        await grains.Broadcast("n2").Submit(Broadcast("k", "bo", "chi"), "f");

        Assert.Single((await chi.NextAsync("chi's notification")).Items);
        await grains.Broadcast("n2").Submit(Broadcast("k", "bo", "chi"), "f");
        Assert.Equal(1, (await grains.User("bo").Badge()).LastSeq);
    }

    [Fact]
    public async Task A_source_that_is_renewed_while_old_ones_are_forgotten_is_remembered()
    {
        var lifetime = new InboxLimits().SourceLifetime;
        await using var grains = await StartAsync();
        await grains.User("bo").Notify(Numbered(1));
        grains.Time.Suspend(lifetime);
        var isRenewed = 0;
        // Once: the sweep wakes bo as well, and a grain that is stopping answers no call of its own.
        grains.Faults.BeforeDelete = () => Interlocked.Exchange(ref isRenewed, 1) == 0 ? grains.User("bo").Notify(Numbered(2)) : Task.CompletedTask;

        await grains.User("bo").Wake();
        await grains.User("bo").Notify(Numbered(2));
        await grains.User("bo").Notify(Numbered(2));

        Assert.Equal(2, (await CountsAsync(grains)).LastSeq);
    }

    private static Notification Numbered(long number) => new(
        "source", number, $"{number}", "deploy", "following", $"item {number}", null, null, null, null, [], DateTimeOffset.UnixEpoch);

    private static Broadcast Broadcast(string key, params string[] to) => new([.. to], "deploy", "hello", null, null, null, null, key, null);

    private static async Task<(long Unread, long Unseen, long LastSeq)> CountsAsync(GrainsUnderTest grains)
    {
        var badge = await grains.User("bo").Badge();
        return (badge.Unread, badge.Unseen, badge.LastSeq);
    }

    private static async Task NotifyAsync(GrainsUnderTest grains, int count)
    {
        for (var n = 1; n <= count; n++)
        {
            await grains.User("bo").Notify(new(
                "source", n, $"id-{n}", "changed", "following", $"item {n}", null, null, null, null, ImmutableArray<string>.Empty, DateTimeOffset.UnixEpoch));
        }
    }
}
