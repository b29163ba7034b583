using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Tests.Storage;

namespace OrleansRealtime.Tests.Grains.Inbox;

/// <summary>One notification is taken back, and no other with it.</summary>
public sealed class TakingBackTests : GrainTestsBase<SqliteStore>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_leaves_inbox_and_badge_and_tabs_are_told_and_it_does_not_come_again()
    {
        await using var grains = await StartAsync();
        await NotifyAsync(grains, 1);
        await NotifyAsync(grains, 2);
        var events = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");

        Assert.True(await grains.User("bo").TakeBack("id-1"));

        var told = await events.NextAsync("what went");
        Assert.Equal((1L, 2L), (told.Badge.Unread, told.Badge.LastSeq));
        Assert.Equal([1L], told.Removed!.Value);
        Assert.True(await grains.User("bo").TakeBack("id-1"));
        await grains.RestartAsync();
        await NotifyAsync(grains, 1);
        Assert.Equal("id-2", Assert.Single(await InboxAsync(grains)).Id);
        Assert.Equal(told.Badge.Version, (await grains.User("bo").Badge()).Version);
        Assert.Equal([("id-2", NotificationState.Delivered), ("id-1", NotificationState.Gone)], await HistoryAsync(grains));
    }

    [Fact]
    public async Task What_never_came_is_not_known_and_what_was_withheld_or_is_gone_needs_nothing()
    {
        await using var grains = await StartAsync();
        await grains.User("bo").Notify(Notification(1) with { Withheld = "no_access" });

        Assert.False(await grains.User("bo").TakeBack("none"));
        Assert.True(await grains.User("bo").TakeBack("id-1"));
        Assert.Equal(0, (await grains.User("bo").Badge()).Version);
        Assert.Equal([("id-1", NotificationState.Withheld)], await HistoryAsync(grains));
    }

    [Theory]
    [InlineData("id-1", "id-3", "title 3", "id-3", "id-2")]
    [InlineData("id-2", "id-3", "title 3", "id-3", "id-1")]
    [InlineData("id-3", "id-2", "title 2", "id-2", "id-1")]
    public async Task Of_a_group_only_the_one_goes_and_the_next_joins_what_is_left(string taken, string id, string title, params string[] left)
    {
        await using var grains = await StartAsync();
        for (var n = 1; n <= 3; n++) await NotifyAsync(grains, n, "g");
        var events = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");

        Assert.True(await grains.User("bo").TakeBack(taken));

        Assert.True((await events.NextAsync("the change")).Reset);
        var item = Assert.Single(await InboxAsync(grains));
        Assert.Equal((3L, id, title, 2), (item.Seq, item.Id, item.Title, item.Count));
        Assert.Equal(left, item.Changes!.Value.Select(change => change.Id));
        Assert.Equal(1, (await grains.User("bo").Badge()).Unread);

        await NotifyAsync(grains, 4, "g");
        var grouped = Assert.Single(await InboxAsync(grains));
        Assert.Equal(3, grouped.Count);
        Assert.Equal(["id-4", .. left], grouped.Changes!.Value.Select(change => change.Id));
        Assert.DoesNotContain(taken, grouped.Changes.Value.Select(change => change.Id));
        Assert.Equal(NotificationState.Gone, (await HistoryAsync(grains)).Single(entry => entry.Id == taken).State);

        foreach (var other in (string[])[.. left, "id-4"]) Assert.True(await grains.User("bo").TakeBack(other));
        Assert.Empty(await InboxAsync(grains));
        Assert.Equal(0, (await grains.User("bo").Badge()).Unread);
    }

    [Fact]
    public async Task Of_a_snoozed_group_it_does_not_come_back_when_the_snooze_ends()
    {
        await using var grains = await StartAsync();
        await NotifyAsync(grains, 1, "g");
        await NotifyAsync(grains, 2, "g");
        await grains.User("bo").Mark(new(MarkAs.Snoozed, [2], null, grains.Time.GetUtcNow().AddMinutes(1)), null);

        await grains.User("bo").TakeBack("id-2");
        Assert.Empty(await InboxAsync(grains));
        grains.Time.Advance(TimeSpan.FromMinutes(1));
        await grains.User("bo").Wake();

        Assert.Equal(("id-1", 1), Assert.Single(await InboxAsync(grains)) is var item ? (item.Id, item.Count) : default);
    }

    [Theory]
    [InlineData("id-1", "id-2")]
    [InlineData("id-2", "id-1")]
    public async Task Of_a_group_that_came_back_from_a_snooze_only_the_one_goes(string taken, string left)
    {
        await using var grains = await StartAsync();
        await NotifyAsync(grains, 1, "g");
        await NotifyAsync(grains, 2, "g");
        await SnoozeAsync(grains, 2);
        await EndSnoozesAsync(grains);

        Assert.Equal(3, (await EntryAsync(grains, taken)).Seq);
        Assert.True(await grains.User("bo").TakeBack(taken));

        Assert.Equal((3L, left, 1), Assert.Single(await InboxAsync(grains)) is var item ? (item.Seq, item.Id, item.Count) : default);
        Assert.Equal(NotificationState.Gone, (await EntryAsync(grains, taken)).State);
        Assert.True(await grains.User("bo").TakeBack(left));
        Assert.Empty(await InboxAsync(grains));
        Assert.Equal(0, (await grains.User("bo").Badge()).Unread);
    }

    [Fact]
    public async Task What_came_back_from_a_snooze_behind_a_thousand_others_goes_too()
    {
        const int Others = 1_100;
        await using var grains = await StartAsync();
        await NotifyAsync(grains, 1);
        await SnoozeAsync(grains, 1);
        await Task.WhenAll(Enumerable.Range(2, Others).Select(number => grains.User("bo").Notify(Notification(number) with { Source = $"s-{number}" })));
        await EndSnoozesAsync(grains);
        Assert.Equal("id-1", (await InboxAsync(grains)).First().Id);

        Assert.True(await grains.User("bo").TakeBack("id-1"));

        Assert.NotEqual("id-1", (await InboxAsync(grains)).First().Id);
        Assert.Equal(Others, (await grains.User("bo").Badge()).Unread);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_told_of_several_changes_and_was_grouped_with_none_goes_whole(bool cameBack)
    {
        await using var grains = await StartAsync();
        await grains.User("bo").Notify(Notification(3, "g") with
        {
            Count = 2,
            Changes = [new("id-3", "title 3", null, [], DateTimeOffset.UnixEpoch), new("id-2", "title 2", null, [], DateTimeOffset.UnixEpoch)],
            Life = "l",
        });
        if (cameBack)
        {
            await SnoozeAsync(grains, 1);
            await EndSnoozesAsync(grains);
        }

        Assert.True(await grains.User("bo").TakeBack("id-3"));

        Assert.Empty(await InboxAsync(grains));
        Assert.Equal(0, (await grains.User("bo").Badge()).Unread);
    }

    private static async Task<HistoryEntry> EntryAsync(GrainsUnderTest grains, string id) =>
        (await grains.User("bo").History(new(null, null, null, null, 100), Ct)).Entries.Single(entry => entry.Id == id);

    private static Task<MarkOutcome> SnoozeAsync(GrainsUnderTest grains, long seq) =>
        grains.User("bo").Mark(new(MarkAs.Snoozed, [seq], null, grains.Time.GetUtcNow().AddMinutes(1)), null);

    private static async Task EndSnoozesAsync(GrainsUnderTest grains)
    {
        grains.Time.Advance(TimeSpan.FromMinutes(1));
        await grains.User("bo").Wake();
    }

    private static async Task<IEnumerable<InboxItem>> InboxAsync(GrainsUnderTest grains) =>
        (await grains.User("bo").Inbox(new(null, null, 100, InboxFilter.Active), Ct)).Items;

    private static async Task<List<(string Id, NotificationState State)>> HistoryAsync(GrainsUnderTest grains) =>
        [.. (await grains.User("bo").History(new(null, null, null, null, 100), Ct)).Entries.Select(entry => (entry.Id, entry.State))];

    private static async Task NotifyAsync(GrainsUnderTest grains, long number, string? entity = null)
    {
        grains.Time.Advance(TimeSpan.FromSeconds(1));
        await grains.User("bo").Notify(Notification(number, entity));
    }

    private static Notification Notification(long number, string? entity = null) => new(
        "source", number, $"id-{number}", "news", "recipient", $"title {number}", null, null, null, entity is null ? null : new("workitem", entity), [], DateTimeOffset.UnixEpoch);
}
