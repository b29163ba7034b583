using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Tests.Storage;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains.Inbox;

/// <summary>Erasing what is kept of a user neither touches what came after nor lets anything come back.</summary>
public sealed class ErasureTests : ErasureTestsBase<SqliteStore>
{
    [Fact]
    public async Task Tokens_issued_before_are_refused_also_where_the_silos_clock_is_behind()
    {
        await using var grains = await StartAsync();
        await FillAsync(grains);
        var issued = grains.Time.GetUtcNow() + TimeSpan.FromSeconds(20);
        grains.Services.GetRequiredService<ClusterClock>().Note(issued, TimeProvider.System.GetTimestamp());

        await EraseAsync(grains);

        Assert.True(await grains.User("bo").TokensRefusedBefore() > issued);
    }

    [Fact]
    public async Task The_inbox_is_as_a_new_users_but_its_numbers_go_on_and_tabs_are_told()
    {
        await using var grains = await StartAsync();
        await FillAsync(grains);
        var before = await grains.User("bo").Badge();
        var events = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");

        await EraseAsync(grains);

        var told = await events.NextAsync("the erasure");
        Assert.True(told.Reset && told.Preferences && told.TokensRefusedBefore is not null);
        Assert.Equal((before.LastSeq, 0L, 0L), (told.Badge.LastSeq, told.Badge.Unread, told.Badge.Unseen));
        Assert.True(told.Badge.Version > before.Version);
        Assert.Equal(told.Badge, await grains.User("bo").Badge());
        Assert.Empty((await InboxAsync(grains)).Items);
        Assert.Equal(UserPreferences.Empty, await grains.User("bo").Preferences());
        Assert.Null(await grains.User("bo").Decided("id-1"));

        // Of the kind that was silent, about an entity that had an open group: nothing of it is remembered.
        await NotifyAsync(grains, 100, kind: "silent", entity: "g");
        var item = Assert.Single((await InboxAsync(grains)).Items);
        Assert.Equal((before.LastSeq + 1, 1), (item.Seq, item.Count));
        Assert.True(item.Replaces.IsDefaultOrEmpty);
    }

    [Fact]
    public async Task What_came_before_and_is_delivered_again_does_not_come_back()
    {
        await using var grains = await StartAsync();
        await FillAsync(grains);
        await EraseAsync(grains);
        await grains.RestartAsync();

        await NotifyAsync(grains, 1);

        Assert.Empty((await InboxAsync(grains)).Items);
        Assert.Equal(UserDataCounts.None, Count(await ExportAsync(grains)));
    }

    [Fact]
    public async Task What_comes_while_it_goes_on_stays()
    {
        await using var grains = await StartAsync();
        await FillAsync(grains);
        ErasureStep? step = null;
        for (var number = 100; step is not { IsLast: true }; number++)
        {
            step = await grains.User("bo").EraseData(step);
            await NotifyAsync(grains, number);
        }

        var items = (await InboxAsync(grains)).Items.Select(item => item.Seq).ToList();
        Assert.NotEmpty(items);
        Assert.All(items, seq => Assert.True(seq > step.UpTo));
        var left = Count(await ExportAsync(grains));
        Assert.Equal((items.Count, items.Count), (left.Items, left.Notifications));
        Assert.Equal(items.Count, (await grains.User("bo").Badge()).Unread);
        await grains.RestartAsync();
        Assert.Equal(left, Count(await ExportAsync(grains)));
    }

    [Fact]
    public async Task What_waits_for_the_same_commit_is_erased_when_it_came_before_and_stays_when_it_came_after()
    {
        await using var grains = await StartAsync();
        await NotifyAsync(grains, 1);
        var held = grains.Faults.HoldNext();
        var first = grains.User("bo").Notify(Notification(2));
        await held.Reached.Task.Within("the write");
        var before = grains.User("bo").Notify(Notification(3));
        var mute = grains.User("bo").SetPreferences(UserPreferences.Empty with { MentionsBreakThrough = true }, null);
        var erasing = grains.User("bo").EraseData(null);
        // The erasure looks for entities before it waits for its turn. Should the last one be before it all the same, it is erased, too.
        await Task.Delay(200, Ct);
        var after = grains.User("bo").Notify(Notification(4));
        held.Released.SetResult();
        await Task.WhenAll(first, before, mute, after);

        for (var step = await erasing; !step.IsLast;) step = await grains.User("bo").EraseData(step);

        var left = await ExportAsync(grains);
        var items = left.SelectMany(page => page.Items).Select(item => item.Id).ToList();
        Assert.Equal(items, left.SelectMany(page => page.Notifications).Select(one => one.Id));
        Assert.DoesNotContain(items, id => id != "id-4");
        Assert.Equal(items.Count, (await grains.User("bo").Badge()).Unread);
        await grains.RestartAsync();
        Assert.Equal(Count(left), Count(await ExportAsync(grains)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_the_process_dies_the_user_is_as_before_or_whoever_repeats_it_completes_it(bool diesBeforeStoring)
    {
        for (var step = 1; ; step++)
        {
            await using var grains = await StartAsync();
            await FillAsync(grains);
            var badge = await grains.User("bo").Badge();
            var crash = grains.Faults.CrashAt(step, diesBeforeStoring);
            var hasEnded = false;
            try
            {
                await EraseAsync(grains);
                hasEnded = true;
            }
            catch (Exception) when (crash.IsCompleted)
            {
                // The process is dead.
            }

            grains.Faults.Revive();
            if (hasEnded) break;
            await grains.RestartAsync();
            var now = await grains.User("bo").Badge();
            Assert.True(now.Unread == badge.Unread || now.Unread == 0);
            Assert.Equal(now.Unread, (await InboxAsync(grains)).Items.Count(item => !item.Read));
            Assert.Equal(badge.LastSeq, now.LastSeq);

            await EraseAsync(grains);

            Assert.Equal(UserDataCounts.None, Count(await ExportAsync(grains)));
            Assert.Empty(await LeftAsync(grains));
            Assert.Equal(badge.LastSeq, (await grains.User("bo").Badge()).LastSeq);
        }
    }

    [Fact]
    public async Task Of_a_user_of_whom_nothing_is_kept_nothing_is_erased()
    {
        await using var grains = await StartAsync();
        Assert.Equal(UserDataCounts.None, Count(await ExportAsync(grains)));
        Assert.Equal(UserDataCounts.None, await EraseAsync(grains));
        await NotifyAsync(grains, 1);
        Assert.Equal(1, (await grains.User("bo").Badge()).Unread);
    }

    [Fact]
    public async Task More_than_one_step_deletes_is_exported_by_pages_and_erased_step_by_step()
    {
        const int Many = 2_100;
        await using var grains = await StartAsync(services => services.Configure<InboxLimits>(limits => limits.FoldWindow = TimeSpan.Zero));
        await Parallel.ForEachAsync(Enumerable.Range(1, Many), Ct, async (number, _) => await grains.User("bo").Notify(Notification(number, source: $"s-{number}")));
        for (var n = 0; n < 120; n++)
        {
            await grains.Entity($"e-{n}").Mutate(Put("{}"));
            await grains.Entity($"e-{n}").Mutate(Follow("bo", true));
        }

        var pages = await ExportAsync(grains);
        Assert.All(pages, page => Assert.InRange(page.Items.Length + page.Notifications.Length + page.Following.Length, 0, 500));
        Assert.Equal(new UserDataCounts(Many, Many, 0, 120, 0), Count(pages));

        Assert.Equal(Count(pages), await EraseAsync(grains));

        Assert.Empty(await LeftAsync(grains));
        Assert.Equal(UserDataCounts.None, Count(await ExportAsync(grains)));
    }

    private static Task<InboxPage> InboxAsync(GrainsUnderTest grains) => grains.User("bo").Inbox(new(null, null, 100, InboxFilter.Active), Ct);
}
