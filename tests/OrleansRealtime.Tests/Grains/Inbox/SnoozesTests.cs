using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Tests.Storage;

namespace OrleansRealtime.Tests.Grains.Inbox;

/// <summary>Snoozes that end: as the preferences of that moment say, and many at once.</summary>
public sealed class SnoozesTests : GrainTestsBase<SqliteStore>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>It ends at 01:00 UTC: the hours of that moment count, as for what comes new.</summary>
    [Theory]
    [InlineData("UTC", "00:30", "02:00", "recipient", true)]
    [InlineData("UTC", "01:00", "02:00", "recipient", true)]
    [InlineData("UTC", "23:00", "01:00", "recipient", false)]
    [InlineData("Asia/Tokyo", "09:00", "11:00", "recipient", true)]
    [InlineData("Asia/Tokyo", "00:30", "02:00", "recipient", false)]
    [InlineData("UTC", "00:30", "02:00", "mentioned", false)]
    public async Task In_quiet_hours_an_item_comes_back_unseen_and_without_a_word_unless_it_breaks_through(
        string zone, string from, string to, string reason, bool isQuiet)
    {
        await using var grains = await StartAsync(KeepLeases);
        await SnoozedAsync(grains, 1, reason);
        var hours = new QuietHours(zone, TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(to, CultureInfo.InvariantCulture));
        await grains.User("bo").SetPreferences(UserPreferences.Empty with { QuietHours = hours, MentionsBreakThrough = true }, null);
        var tab = await TabAsync(grains);

        await EndAsync(grains);

        Assert.Equal(isQuiet, Assert.Single((await tab.NextAsync("the item")).Items).Quiet);
        Assert.Equal((1, 1), await CountsAsync(grains));
    }

    [Fact]
    public async Task Without_live_an_item_comes_back_unseen_and_without_a_word()
    {
        await using var grains = await StartAsync(KeepLeases);
        await SnoozedAsync(grains, 1, "recipient");
        await grains.User("bo").SetPreferences(UserPreferences.Empty with { Channels = new(Live: false) }, null);
        var tab = await TabAsync(grains);

        await EndAsync(grains);

        var back = Assert.Single((await tab.NextAsync("the item")).Items);
        Assert.True(back.Quiet);
        Assert.Equal((1, 1), await CountsAsync(grains));
    }

    [Fact]
    public async Task What_is_muted_meanwhile_is_back_where_it_was_and_as_it_was()
    {
        await using var grains = await StartAsync(KeepLeases);
        await SnoozedAsync(grains, 2, "recipient", 2);
        await grains.User("bo").SetPreferences(
            UserPreferences.Empty with { Entities = ImmutableDictionary<string, EntityChoice>.Empty.Add("workitem/1", EntityChoice.Mute).Add("workitem/2", EntityChoice.Mute) },
            null);
        var tab = await TabAsync(grains);

        await EndAsync(grains);

        var told = await tab.NextAsync("the mark");
        Assert.Empty(told.Items);
        Assert.Equal((MarkAs.Active, "1, 2"), (told.Marks[0].As, string.Join(", ", told.Marks.SelectMany(mark => mark.Seqs))));
        Assert.Equal([(2L, true), (1L, false)], (await PageAsync(grains)).Select(item => (item.Seq, item.Read)));
    }

    [Fact]
    public async Task Many_that_end_together_are_few_commits_and_one_word()
    {
        const int count = 600;
        await using var grains = await StartAsync(KeepLeases);
        await SnoozedAsync(grains, count, "recipient");
        var tab = await TabAsync(grains);
        var before = (await grains.User("bo").Badge()).Version;

        await EndAsync(grains);

        Assert.Equal((count, count), await CountsAsync(grains));
        var events = new List<UserEvent>();
        while (events.Count == 0 || events[^1].Badge.Unread < count) events.Add(await tab.NextAsync("what came back"));
        Assert.True(events.Count <= 2, $"{events.Count} events");
        Assert.Equal(before + count, events[^1].Badge.Version);
        Assert.DoesNotContain(events.SelectMany(told => told.Items), item => !item.Quiet);
        // That word: the list is to be read anew.
        Assert.All(events, told => Assert.True(told.Reset));
    }

    // Time runs far ahead of whoever renews a lease.
    private static void KeepLeases(IServiceCollection services) =>
        services.Configure<LiveStreamOptions>(LiveStreamNames.Provider, streams => streams.LeaseDuration = TimeSpan.FromDays(1));

    private static async Task SnoozedAsync(GrainsUnderTest grains, int count, string reason, params long[] read)
    {
        var until = grains.Time.GetUtcNow() + Hour;
        await Task.WhenAll(Enumerable.Range(1, count).Select(n => grains.User("bo").Notify(new(
            $"source-{n}", 1, $"id-{n}", "deploy", reason, $"item {n}", null, null, null, new("workitem", $"{n}"), [], grains.Time.GetUtcNow()))));
        if (read.Length > 0) await grains.User("bo").Mark(new(MarkAs.Read, [.. read], null, null), null);
        foreach (var seqs in Enumerable.Range(1, count).Select(n => (long)n).Chunk(500))
            await grains.User("bo").Mark(new(MarkAs.Snoozed, [.. seqs], null, until), null);
    }

    private static async Task EndAsync(GrainsUnderTest grains)
    {
        grains.Time.Suspend(Hour);
        await grains.User("bo").Wake();
    }

    private static async Task<(long Unread, long Unseen)> CountsAsync(GrainsUnderTest grains)
    {
        var badge = await grains.User("bo").Badge();
        return (badge.Unread, badge.Unseen);
    }

    private static async Task<ImmutableArray<InboxItem>> PageAsync(GrainsUnderTest grains) =>
        (await grains.User("bo").Inbox(new(null, null, 100, InboxFilter.Active))).Items;

    private static Task<RecordingSubscriber<UserEvent>> TabAsync(GrainsUnderTest grains) =>
        grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");
}
