using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Tests.Storage;
using OrleansRealtime.Tests.Storage.PostgreSql;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains.Inbox;

/// <summary>What is kept of a user can be handed out and erased: each store looks for it, and deletes it, with statements of its own.</summary>
public abstract class ErasureTestsBase<TStore> : GrainTestsBase<TStore> where TStore : TestStore, new()
{
    private static readonly GrainRowOwner Bo = new(InboxRows.StateName, "demo/user/bo");
    private static readonly string[] Erased = ["item", "snooze", "decision", "preferences", "retention", "access"];

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_that_is_exported_is_erased_and_then_nothing_is_left()
    {
        await using var grains = await StartAsync();
        await FillAsync(grains);
        await grains.RestartAsync();

        var exported = await ExportAsync(grains);
        Assert.Equal(new UserDataCounts(Items: 4, Notifications: 7, Preferences: 1, Following: 2, Named: 1), Count(exported));
        Assert.Equal([(1L, false, false), (2L, true, false), (3L, false, true), (4L, true, false)], exported.SelectMany(page => page.Items).Select(item => (item.Seq, item.Read, item.SnoozedUntil is not null)));
        Assert.Equal(["42", "a b"], exported.SelectMany(page => page.Following).Select(entity => entity.Id));
        Assert.Equal("n", Assert.Single(exported.SelectMany(page => page.Named)).Id);

        Assert.Equal(Count(exported), await EraseAsync(grains));

        Assert.Equal(UserDataCounts.None, Count(await ExportAsync(grains)));
        Assert.Empty(await LeftAsync(grains));
        Assert.Equal(UserDataCounts.None, await EraseAsync(grains));
        await grains.RestartAsync();
        Assert.Equal(UserDataCounts.None, Count(await ExportAsync(grains)));
        Assert.Equal(0, (await grains.Entity().Read()).Snapshot!.Followers);
        // Of another user of the entity nothing goes, and what the user wrote stays.
        Assert.Equal(["cy"], (await grains.Entity("a b").Followers(null, 10)).Followers);
        Assert.Equal("bo", Assert.Single((await grains.Entity().Comments(null, null, 10, Ct)).Comments).Author);
    }

    /// <summary>Four items of which two are read and one is snoozed, three notifications that were withheld, preferences, two entities that the user
    /// follows, and one that named the user.</summary>
    protected static async Task FillAsync(GrainsUnderTest grains)
    {
        var preferences = UserPreferences.Empty with { Kinds = UserPreferences.Empty.Kinds.Add("silent", new(Live: null, Inbox: false)) };
        await grains.User("bo").SetPreferences(preferences, null);
        await NotifyAsync(grains, 1);
        await NotifyAsync(grains, 2);
        await NotifyAsync(grains, 3, kind: "silent");
        await NotifyAsync(grains, 4, entity: "g");
        await grains.User("bo").Mark(new(MarkAs.Read, [2], null, null), null);
        await grains.User("bo").Mark(new(MarkAs.Snoozed, [3], null, grains.Time.GetUtcNow().AddDays(1)), null);
        foreach (var id in (string[])["42", "a b"]) await grains.Entity(id).Mutate(Put("""{"title":"one"}"""));
        await grains.Entity().Mutate(Comment("hello", actor: "bo"));
        await grains.Entity("a b").Mutate(Follow("bo", true));
        await grains.Entity("a b").Mutate(Follow("cy", true));
        await NotifyAsync(grains, 5, kind: "silent");
        await NotifyAsync(grains, 6, kind: "silent");
        await grains.Entity("n").Mutate(Put("{}"));
        await grains.Entity("n").Mutate(Comment("@bo", actor: "cy", mentions: "bo"));
        await Waiting.UntilAsync(async () => (await grains.User("bo").Badge()).LastSeq, seq => seq == 4, "the mention");
        await grains.User("bo").Mark(new(MarkAs.Read, [4], null, null), null);
    }

    protected static async Task<UserDataCounts> EraseAsync(GrainsUnderTest grains)
    {
        var counts = UserDataCounts.None;
        for (ErasureStep? step = null; step is not { IsLast: true };)
        {
            step = await grains.User("bo").EraseData(step);
            counts += step.Erased;
        }

        return counts;
    }

    protected static async Task<List<UserDataPage>> ExportAsync(GrainsUnderTest grains)
    {
        List<UserDataPage> pages = [];
        do pages.Add(await grains.User("bo").Export(pages.LastOrDefault()?.Next, Ct));
        while (pages[^1].Next is not null);
        return pages;
    }

    protected static UserDataCounts Count(IEnumerable<UserDataPage> pages) => pages.Aggregate(UserDataCounts.None, (counts, page) => counts + new UserDataCounts(
        page.Items.Length, page.Notifications.Length, page.Preferences is null ? 0 : 1, page.Following.Length, page.Named.Length));

    /// <summary>The rows that an erasure must not leave.</summary>
    protected static async Task<List<string>> LeftAsync(GrainsUnderTest grains)
    {
        var rows = grains.Services.GetRequiredService<IGrainRows>();
        List<string> left = [];
        foreach (var collection in Erased) left.AddRange((await rows.ReadAsync(Bo, collection, new(), Ct)).Select(row => $"{collection}/{row.Id}"));
        foreach (var kind in (PlacedRows[])[PlacedRows.Followers, PlacedRows.Named])
            left.AddRange((await rows.FindPlacesAsync(kind, "demo/", "bo", null, 10, Ct)).Select(place => $"{place}"));
        return left;
    }

    protected static async Task NotifyAsync(GrainsUnderTest grains, long number, string kind = "news", string? entity = null)
    {
        grains.Time.Advance(TimeSpan.FromSeconds(1));
        await grains.User("bo").Notify(Notification(number, kind, entity));
    }

    protected static Notification Notification(long number, string kind = "news", string? entity = null, string source = "source") => new(
        source, number, $"id-{number}", kind, "recipient", $"title {number}", null, null, null, entity is null ? null : new("workitem", entity), [], DateTimeOffset.UnixEpoch);
}

public sealed class PostgreSqlErasureTests : ErasureTestsBase<PostgreSqlStore>;
