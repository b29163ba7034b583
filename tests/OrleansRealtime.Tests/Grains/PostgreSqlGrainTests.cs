using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Hosting;
using OrleansRealtime.Tests.Storage.PostgreSql;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains;

/// <summary>One commit of each grain on the other store: what grains do does not depend on the store, what they committed does.</summary>
public sealed class PostgreSqlGrainTests : GrainTestsBase<PostgreSqlStore>
{
    [Fact]
    public async Task An_entity_is_after_a_restart_what_was_committed_and_goes_on_from_there()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("""{"title":"one"}"""));
        await grains.Entity().Mutate(Comment("hello"));
        await grains.Entity().Mutate(Follow("bo", true));
        var committed = (await grains.Entity().Read()).Snapshot!;

        await grains.RestartAsync();

        var read = (await grains.Entity().Read()).Snapshot!;
        Assert.Equal((committed.Position, 1, 1), (read.Position, read.Comments, read.Followers));
        Assert.Equal("hello", Assert.Single((await grains.Entity().Comments(null, null, 10)).Comments).Text);
        await grains.Entity().Mutate(Patch("""{"title":"two"}"""));
        Assert.Equal(new Position(committed.Position.Epoch, 3), (await grains.Entity().Read()).Snapshot!.Position);
    }

    [Fact]
    public async Task What_came_for_a_user_is_told_by_pages_the_newest_first()
    {
        await using var grains = await StartAsync();
        for (var number = 1; number <= 3; number++) await grains.User("bo").Notify(Numbered(number));
        await grains.RestartAsync();

        var first = await grains.User("bo").History(new(null, null, null, null, 2), CancellationToken.None);
        var second = await grains.User("bo").History(new(null, null, null, first.Next, 2), CancellationToken.None);

        Assert.Equal((2, 1, null), (first.Entries.Length, second.Entries.Length, second.Next));
        Assert.Equal([3L, 2L, 1L], first.Entries.Concat(second.Entries).Select(entry => entry.Past.Seq));
    }

    [Fact]
    public async Task An_inbox_is_after_a_restart_what_was_committed_and_goes_on_from_there()
    {
        await using var grains = await StartAsync();
        await grains.User("bo").Notify(Numbered(1));
        await grains.User("bo").Notify(Numbered(2));
        var badge = (await grains.User("bo").Mark(new(MarkAs.Read, [1], null, null), null)).Badge!;

        await grains.RestartAsync();

        var page = await grains.User("bo").Inbox(new(null, null, 50, InboxFilter.Active));
        Assert.Equal(badge, page.Badge);
        Assert.Equal([(2L, false), (1L, true)], page.Items.Select(item => (item.Seq, item.Read)));
        await grains.User("bo").Notify(Numbered(2));
        await grains.User("bo").Notify(Numbered(3));
        Assert.Equal((2, 3), ((await grains.User("bo").Badge()).Unread, (await grains.User("bo").Badge()).LastSeq));
    }

    [Fact]
    public async Task A_broadcast_is_known_after_a_restart_and_the_next_one_is_delivered()
    {
        await using var grains = await StartAsync();
        var before = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");
        await grains.Broadcast("first").Submit(Broadcast("first"), "same");
        Assert.Single((await before.NextAsync("the first notification")).Items);

        await grains.RestartAsync();

        Assert.True((await grains.Broadcast("first").Submit(Broadcast("first"), "same")).Replayed);
        var after = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");
        await grains.Broadcast("second").Submit(Broadcast("second"), "same");
        Assert.Equal("second", Assert.Single((await after.NextAsync("the second notification")).Items).Title);
        Assert.Equal(2, (await grains.User("bo").Badge()).LastSeq);
    }

    [Fact]
    public async Task Who_has_something_due_is_found_after_a_restart_and_woken()
    {
        await using var grains = await StartAsync();
        await grains.User("bo").Notify(Numbered(1));
        await grains.User("bo").Mark(new(MarkAs.Snoozed, [1], null, grains.Time.GetUtcNow().AddMinutes(1)), null);
        await grains.RestartAsync();
        grains.Time.Suspend(TimeSpan.FromMinutes(1));

        await grains.Services.GetServices<IHostedService>().OfType<DueSweep>().Single().SweepAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, (await grains.User("bo").Badge()).Unseen);
    }

    private static Broadcast Broadcast(string title) => new(["bo"], title, title, null, null, null, null, title, null);

    private static Notification Numbered(long number) => new(
        "source", number, $"{number}", $"kind-{number}", "following", $"item {number}", null, null, null, null, [], DateTimeOffset.UnixEpoch);
}
