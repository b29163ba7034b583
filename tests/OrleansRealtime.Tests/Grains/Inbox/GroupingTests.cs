using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Tests.Storage;

namespace OrleansRealtime.Tests.Grains.Inbox;

/// <summary>Grouping, retention and narrowed pages.</summary>
public sealed class GroupingTests : GrainTestsBase<SqliteStore>
{
    [Fact]
    public async Task What_happens_to_one_entity_within_minutes_is_one_item_that_rises_live()
    {
        await using var grains = await StartAsync();
        var tab = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");

        await NotifyAsync(grains, 1, 2);
        await NotifyAsync(grains, 3, 3, kind: "commented");

        var (first, second, other) = (await tab.NextAsync("the first"), await tab.NextAsync("the second"), await tab.NextAsync("the comment"));
        Assert.Equal((1, 1L), (Assert.Single(first.Items).Count, first.Badge.Unread));
        var group = Assert.Single(second.Items);
        Assert.Equal((2L, 2, 1L), (group.Seq, group.Count, second.Badge.Unread));
        Assert.Equal([1L], group.Replaces);
        Assert.Equal((1, 2L), (Assert.Single(other.Items).Count, other.Badge.Unread));
        Assert.Equal([(3L, 1), (2L, 2)], (await PageAsync(grains)).Items.Select(item => (item.Seq, item.Count)));
    }

    [Fact]
    public async Task A_group_goes_on_after_a_restart_and_ends_with_its_window()
    {
        await using var grains = await StartAsync();
        await NotifyAsync(grains, 1, 1);
        await grains.RestartAsync();
        await NotifyAsync(grains, 2, 2);
        grains.Time.Advance(TimeSpan.FromMinutes(5));
        await NotifyAsync(grains, 3, 3);

        Assert.Equal([(3L, 1), (2L, 2)], (await PageAsync(grains)).Items.Select(item => (item.Seq, item.Count)));
    }

    [Fact]
    public async Task Reading_an_item_closes_it_and_a_mark_meant_for_the_old_one_misses_the_new()
    {
        await using var grains = await StartAsync();
        await NotifyAsync(grains, 1, 2);
        Assert.Equal(1, (await MarkAsync(grains, MarkAs.Read, 1)).Unread);
        Assert.Equal(0, (await MarkAsync(grains, MarkAs.Read, 2)).Unread);

        await NotifyAsync(grains, 3, 3);
        await MarkAsync(grains, MarkAs.Archived, 3);
        await NotifyAsync(grains, 4, 4);

        Assert.Equal([(4L, 1), (2L, 2)], (await PageAsync(grains)).Items.Select(item => (item.Seq, item.Count)));
    }

    [Fact]
    public async Task A_crash_at_any_step_of_a_group_loses_and_doubles_nothing()
    {
        await using var grains = await StartAsync();
        await NotifyAsync(grains, 1, 1);

        grains.Faults.Next = StorageFault.FailBefore;
        await Assert.ThrowsAnyAsync<Exception>(() => NotifyAsync(grains, 2, 2));
        await NotifyAsync(grains, 2, 2);
        grains.Faults.Next = StorageFault.FailAfter;
        await Assert.ThrowsAnyAsync<Exception>(() => NotifyAsync(grains, 3, 3));
        await NotifyAsync(grains, 3, 3);

        var group = Assert.Single((await PageAsync(grains)).Items);
        Assert.Equal((3L, 3, 1L), (group.Seq, group.Count, (await grains.User("bo").Badge()).Unread));
    }

    [Fact]
    public async Task A_kind_has_its_own_window_and_zero_is_never()
    {
        await using var grains = await StartAsync(services => services.Configure<InboxLimits>(limits => limits.FoldWindows["deploy"] = TimeSpan.Zero));

        await NotifyAsync(grains, 1, 2, kind: "deploy");
        await NotifyAsync(grains, 3, 4);

        Assert.Equal([(4L, 2), (2L, 1), (1L, 1)], (await PageAsync(grains)).Items.Select(item => (item.Seq, item.Count)));
    }

    [Fact]
    public async Task A_page_of_one_kind_or_entity_neither_skips_nor_repeats()
    {
        await using var grains = await StartAsync();
        for (var n = 1; n <= 30; n++) await NotifyAsync(grains, n, n, kind: n % 3 == 0 ? "commented" : "changed", entity: $"{n % 5}-{n}");

        var query = new InboxQuery(null, null, 4, InboxFilter.Active, "commented");
        var seqs = new List<long>();
        for (long? next = null; ;)
        {
            var page = await grains.User("bo").Inbox(query with { Before = next });
            seqs.AddRange(page.Items.Select(item => item.Seq));
            if (page.Next is null) break;
            next = page.Next;
            await NotifyAsync(grains, 100 + (int)next.Value, 100 + (int)next.Value, kind: "commented", entity: $"later-{next}");
        }

        Assert.Equal([30L, 27, 24, 21, 18, 15, 12, 9, 6, 3], seqs);
        var one = await grains.User("bo").Inbox(new(null, 0, 10, InboxFilter.Unread, null, new("workitem", "2-7")));
        Assert.Equal((7L, (long?)null), (Assert.Single(one.Items).Seq, one.Next));
    }

    [Fact]
    public async Task Old_items_go_and_those_that_are_asleep_stay_until_they_came_back()
    {
        // Not the usual 90 days: Orleans' own timers would tick through every second of them.
        var age = TimeSpan.FromMinutes(2);
        await using var grains = await StartAsync(services => services.Configure<InboxLimits>(limits => limits.MaxAge = age));
        await NotifyAsync(grains, 1, 1, entity: "old");
        await NotifyAsync(grains, 2, 2, entity: "asleep");
        await grains.User("bo").Mark(new(MarkAs.Snoozed, [2], null, grains.Time.GetUtcNow() + (2 * age)), null);
        grains.Time.Advance(age / 2);
        await NotifyAsync(grains, 3, 3, entity: "young");
        grains.Time.Advance(age / 2);

        await grains.User("bo").Wake();

        Assert.Equal([3L], (await PageAsync(grains)).Items.Select(item => item.Seq));
        Assert.Equal([2L], (await grains.User("bo").Inbox(new(null, null, 10, InboxFilter.Snoozed))).Items.Select(item => item.Seq));
        Assert.Equal((1L, 3L), ((await grains.User("bo").Badge()).Unread, (await grains.User("bo").Badge()).LastSeq));
    }

    [Fact]
    public async Task Up_to_a_number_that_no_item_had_yet_marks_nothing()
    {
        await using var grains = await StartAsync();
        await NotifyAsync(grains, 1, 1);

        Assert.Equal("unknown_seq", (await grains.User("bo").Mark(new(MarkAs.Read, [], 2, null), null)).Error);

        Assert.Equal(1, (await grains.User("bo").Badge()).Unread);
    }

    private static async Task<Badge> MarkAsync(GrainsUnderTest grains, MarkAs how, long seq) =>
        (await grains.User("bo").Mark(new(how, [seq], null, null), null)).Badge!;

    private static Task<InboxPage> PageAsync(GrainsUnderTest grains) => grains.User("bo").Inbox(new(null, null, 50, InboxFilter.Active));

    private static async Task NotifyAsync(GrainsUnderTest grains, int from, int to, string kind = "changed", string entity = "42")
    {
        for (var n = from; n <= to; n++)
        {
            await grains.User("bo").Notify(new(
                $"source-{n}", 1, $"id-{n}", kind, "following", $"item {n}", null, null, null, new("workitem", entity), ["ana"], grains.Time.GetUtcNow()));
        }
    }
}
