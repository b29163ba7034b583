using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Storage.Lineage;
using OrleansRealtime.Tests.Storage;

namespace OrleansRealtime.Tests.Grains.Inbox;

/// <summary>A database that was put back from a copy: whoever knows the numbers of before takes nothing new for old, nor the other way round.</summary>
public sealed class LineageTests : GrainTestsBase<SqliteStore>
{
    private readonly Lineage _lineage = new();

    [Fact]
    public async Task Numbers_and_versions_go_on_above_whatever_was_told_before()
    {
        await using var grains = await StartAsync(services => services.AddSingleton<IDatabaseLineage>(_lineage));
        await NotifyAsync(grains, 1);
        await NotifyAsync(grains, 2);
        var before = await grains.User("bo").Badge();

        _lineage.Token = "abcd";
        await grains.RestartAsync();

        var after = await grains.User("bo").Badge();
        // A day's worth of notifications may have been lost with what the copy does not have.
        Assert.True(after.Version > before.Version + 100_000 && after.LastSeq > before.LastSeq + 100_000, $"{before}, then {after}");
        Assert.Equal((2, 2), (after.Unread, after.Unseen));
        Assert.Equal(("", "abcd"), (before.Lineage, after.Lineage));
        await NotifyAsync(grains, 3);
        var page = await grains.User("bo").Inbox(new(null, null, 50, InboxFilter.All));
        Assert.Equal([after.LastSeq + 1, 2, 1], page.Items.Select(item => item.Seq));

        // An old row that is gone is no new item, and all that was shown before can be marked.
        Assert.Null((await grains.User("bo").Mark(new(MarkAs.Archived, [3], null, null), null)).Error);
        Assert.Equal(1, (await grains.User("bo").Mark(new(MarkAs.Read, [], 5, null), null)).Badge!.Unread);
    }

    [Fact]
    public async Task A_user_of_whom_the_copy_knows_nothing_goes_on_above_too_and_another_restart_changes_nothing()
    {
        _lineage.Token = "abcd";
        await using var grains = await StartAsync(services => services.AddSingleton<IDatabaseLineage>(_lineage));

        Assert.True((await grains.User("bo").Badge()).Version > 100_000);
        await NotifyAsync(grains, 1);
        var badge = await grains.User("bo").Badge();
        await grains.RestartAsync();

        Assert.Equal(badge, await grains.User("bo").Badge());
        Assert.Equal([badge.LastSeq], (await grains.User("bo").Inbox(new(null, null, 50, InboxFilter.All))).Items.Select(item => item.Seq));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Numbers_and_versions_never_go_back_although_the_clock_does(int notifications)
    {
        await using var grains = await StartAsync(services => services.AddSingleton<IDatabaseLineage>(_lineage));
        for (var n = 1; n <= notifications; n++) await NotifyAsync(grains, n);
        _lineage.Token = "abcd";
        await grains.RestartAsync();
        var told = await grains.User("bo").Badge();

        grains.Time.Jump(-TimeSpan.FromHours(1));
        await grains.RestartAsync();

        Assert.Equal(told, await grains.User("bo").Badge());
    }

    private static Task NotifyAsync(GrainsUnderTest grains, int n) => grains.User("bo").Notify(new(
        "source", n, $"id-{n}", "deploy", "recipient", $"item {n}", null, null, null, null, [], grains.Time.GetUtcNow()));

    private sealed class Lineage : IDatabaseLineage
    {
        public string Token { get; set; } = "";
    }
}
