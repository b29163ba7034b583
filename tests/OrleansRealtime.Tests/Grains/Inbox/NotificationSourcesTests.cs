using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Inbox;

namespace OrleansRealtime.Tests.Grains.Inbox;

/// <summary>What a user's grain remembers of those who notify it, asked as in the turns of a grain.</summary>
public sealed class NotificationSourcesTests
{
    private readonly MemoryGrainRows _rows = new();
    private readonly NotificationSources _sources;

    public NotificationSourcesTests()
    {
        _sources = new(new(InboxRows.StateName, "demo/user/bo"), _rows, TimeSpan.FromDays(1));
        var batch = new CommitBatch<InboxRecord>(null);
        foreach (var name in (string[])["a", "b"])
            Assert.True(_sources.TryAdd(batch, Of(name, 7), stored: null, DateTimeOffset.UnixEpoch));
        _rows.Commit(batch);
    }

    [Fact]
    public Task Those_who_ask_in_one_turn_are_answered_by_one_search() => GrainTurns.RunAsync(async () =>
    {
        var found = await Task.WhenAll(((string[])["b", "nobody", "a", "b"]).Select(name => _sources.FindAsync(name).AsTask()));

        Assert.Equal(["b", null, "a", "b"], found.Select(row => row?.Id));
        Assert.Equal(1, _rows.Searches);
        Assert.Equal("a", (await _sources.FindAsync("a"))?.Id);
        Assert.Equal(2, _rows.Searches);
    });

    [Fact]
    public Task A_name_that_no_row_can_have_fails_alone() => GrainTurns.RunAsync(async () =>
    {
        var good = _sources.FindAsync("a");
        var bad = _sources.FindAsync("a\0");

        await Assert.ThrowsAsync<NotStorableException>(() => bad.AsTask());
        Assert.Equal("7", (await good)?.Value);
    });

    [Fact]
    public Task Who_asks_in_a_later_turn_does_not_share_the_search_that_is_under_way() => GrainTurns.RunAsync(async () =>
    {
        var found = _rows.HoldSearch();
        var earlier = _sources.FindAsync("a").AsTask();
        await Task.Yield();
        Assert.Equal(1, _rows.Searches);

        var later = _sources.FindAsync("b").AsTask();
        await Task.Yield();

        Assert.Equal(2, _rows.Searches);
        Assert.Equal("b", (await later)?.Id);
        found.SetResult();
        Assert.Equal("a", (await earlier)?.Id);
    });

    [Fact]
    public Task A_search_that_fails_fails_those_who_share_it_and_the_next_searches_anew() => GrainTurns.RunAsync(async () =>
    {
        _rows.HoldSearch().SetException(new IOException("The database is away."));

        foreach (var asked in ((string[])["a", "b"]).Select(name => _sources.FindAsync(name).AsTask()).ToList())
            await Assert.ThrowsAsync<IOException>(() => asked);

        Assert.Equal(1, _rows.Searches);
        Assert.Equal("a", (await _sources.FindAsync("a"))?.Id);
    });

    private static Notification Of(string source, long number) => new(
        source, number, $"id-{number}", "deploy", "following", "title", null, null, null, null, [], DateTimeOffset.UnixEpoch);
}
