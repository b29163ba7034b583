using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Tests.Storage;

namespace OrleansRealtime.Tests.Grains.Inbox;

/// <summary>What came for a user, and what became of it.</summary>
public sealed class NotificationHistoryTests : GrainTestsBase<SqliteStore>
{
    [Fact]
    public async Task Whoever_got_nothing_has_no_history()
    {
        await using var grains = await StartAsync();
        Assert.Equal((0, null), Shape(await grains.User("bo").History(Query(), CancellationToken.None)));
    }

    [Fact]
    public async Task Each_notification_says_where_it_is_and_what_was_withheld_by_which_rule()
    {
        await using var grains = await StartAsync();
        for (var n = 1; n <= 6; n++) await NotifyAsync(grains, n);
        await grains.User("bo").Notify(Notification(7) with { Withheld = DecisionRules.NoAccess });
        await MarkAsync(grains, MarkAs.Seen, 2);
        await MarkAsync(grains, MarkAs.Read, 3);
        await MarkAsync(grains, MarkAs.Archived, 4);
        await MarkAsync(grains, MarkAs.Snoozed, 5, grains.Time.GetUtcNow().AddHours(1));
        await grains.RestartAsync();

        var entries = (await HistoryAsync(grains)).Entries;

        Assert.Equal(
            [
                ("id-7", NotificationState.Withheld, null, null), ("id-6", NotificationState.Delivered, 6L, "title 6"), ("id-5", NotificationState.Snoozed, 5L, "title 5"),
                ("id-4", NotificationState.Archived, 4L, "title 4"), ("id-3", NotificationState.Read, 3L, "title 3"), ("id-2", NotificationState.Seen, 2L, "title 2"),
                ("id-1", NotificationState.Delivered, 1L, "title 1"),
            ],
            entries.Select(entry => (entry.Id, entry.State, entry.Seq, entry.Title)));
        Assert.Equal("no_access", entries[0].Past.Decision.InboxRule);
    }

    [Fact]
    public async Task What_became_part_of_another_item_is_where_that_one_is()
    {
        await using var grains = await StartAsync();
        await NotifyAsync(grains, 1, entity: "1");
        await NotifyAsync(grains, 2, entity: "1");
        await NotifyAsync(grains, 3, entity: "1");
        await MarkAsync(grains, MarkAs.Read, 3);

        Assert.All((await HistoryAsync(grains)).Entries, entry => Assert.Equal((NotificationState.Read, 3L, "title 3"), (entry.State, entry.Seq, entry.Title)));
    }

    [Fact]
    public async Task What_comes_back_from_a_snooze_is_found_under_its_new_number()
    {
        await using var grains = await StartAsync();
        await NotifyAsync(grains, 1);
        await MarkAsync(grains, MarkAs.Snoozed, 1, grains.Time.GetUtcNow().AddMinutes(1));
        grains.Time.Advance(TimeSpan.FromMinutes(1));
        await grains.User("bo").Wake();

        Assert.Equal((NotificationState.Delivered, 2L), Place(Assert.Single((await HistoryAsync(grains)).Entries)));
    }

    [Fact]
    public async Task What_the_inbox_has_no_more_is_gone_and_its_decision_stays()
    {
        await using var grains = await StartAsync(services => services.Configure<InboxLimits>(limits => limits.MaxItems = 50));
        for (var n = 1; n <= 51; n++) await NotifyAsync(grains, n);

        var oldest = (await HistoryAsync(grains)).Entries[^1];

        Assert.Equal(("id-1", NotificationState.Gone, null, null), (oldest.Id, oldest.State, oldest.Seq, oldest.Title));
        Assert.Equal((true, 1L), (oldest.Past.Decision.Inbox, oldest.Past.Seq));
    }

    [Fact]
    public async Task Pages_have_each_once_also_when_several_came_at_one_time()
    {
        await using var grains = await StartAsync();
        for (var n = 1; n <= 7; n++) await grains.User("bo").Notify(Notification(n));
        List<string> seen = [];
        HistoryCursor? before = null;
        do
        {
            var page = await grains.User("bo").History(Query(limit: 3, before: before), CancellationToken.None);
            seen.AddRange(page.Entries.Select(entry => entry.Id));
            before = page.Next is null ? null : HistoryCursor.Find(page.Next.ToString());
            // What comes meanwhile is on no later page.
            if (seen.Count == 3) await NotifyAsync(grains, 8);
        }
        while (before is not null);

        Assert.Equal(["id-7", "id-6", "id-5", "id-4", "id-3", "id-2", "id-1"], seen);
    }

    [Fact]
    public async Task A_time_is_from_its_begin_and_up_to_but_without_its_end_and_a_kind_is_that_kind()
    {
        await using var grains = await StartAsync();
        var start = grains.Time.GetUtcNow();
        for (var n = 1; n <= 4; n++) await NotifyAsync(grains, n, kind: n == 3 ? "deploy" : "news");

        Assert.Equal(["id-3", "id-2"], await IdsAsync(start.AddSeconds(2), start.AddSeconds(4)));
        Assert.Equal(["id-4", "id-3"], await IdsAsync(start.AddSeconds(3)));
        Assert.Equal(["id-1"], await IdsAsync(to: start.AddSeconds(2)));
        Assert.Equal(["id-3"], await IdsAsync(kind: "deploy"));
        Assert.Empty(await IdsAsync(start.AddSeconds(4), kind: "deploy"));

        async Task<IEnumerable<string>> IdsAsync(DateTimeOffset? from = null, DateTimeOffset? to = null, string? kind = null) =>
            (await grains.User("bo").History(Query(from, to, kind), CancellationToken.None)).Entries.Select(entry => entry.Id);
    }

    [Fact]
    public async Task What_is_too_long_ago_is_not_told()
    {
        var lifetime = new InboxLimits().SourceLifetime;
        await using var grains = await StartAsync();
        await NotifyAsync(grains, 1);
        grains.Time.Suspend(lifetime);
        await NotifyAsync(grains, 2);

        Assert.Equal("id-2", Assert.Single((await HistoryAsync(grains)).Entries).Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("-id")]
    [InlineData("1-")]
    [InlineData("x-id")]
    [InlineData("-1-id")]
    [InlineData("+1-id")]
    [InlineData("1-a/b")]
    [InlineData("99999999999999999999-id")]
    [InlineData("9223372036854775807-id")]
    public void What_is_no_cursor_is_none(string text) => Assert.Null(HistoryCursor.Find(text));

    private static HistoryQuery Query(DateTimeOffset? from = null, DateTimeOffset? to = null, string? kind = null, HistoryCursor? before = null, int limit = 100) =>
        new(from, to, kind, before, limit);

    private static Task<HistoryPage> HistoryAsync(GrainsUnderTest grains) => grains.User("bo").History(Query(), CancellationToken.None);

    private static (int Count, HistoryCursor? Next) Shape(HistoryPage page) => (page.Entries.Length, page.Next);

    private static (NotificationState State, long? Seq) Place(HistoryEntry entry) => (entry.State, entry.Seq);

    /// <summary>One a second.</summary>
    private static async Task NotifyAsync(GrainsUnderTest grains, long number, string kind = "news", string? entity = null)
    {
        grains.Time.Advance(TimeSpan.FromSeconds(1));
        await grains.User("bo").Notify(Notification(number, kind, entity));
    }

    private static Notification Notification(long number, string kind = "news", string? entity = null) => new(
        "source", number, $"id-{number}", kind, "recipient", $"title {number}", null, null, null, entity is null ? null : new("workitem", entity), [], DateTimeOffset.UnixEpoch);

    private static async Task MarkAsync(GrainsUnderTest grains, MarkAs mark, long seq, DateTimeOffset? until = null) =>
        Assert.Null((await grains.User("bo").Mark(new(mark, [seq], null, until), null)).Error);
}
