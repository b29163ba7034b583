using Microsoft.Data.Sqlite;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Storage.Sqlite;

public sealed class SqliteGrainCommitTests : GrainCommitTestsBase
{
    private readonly SqliteTestDatabase _test = new();

    private protected override Task<TestDatabase> CreateAsync() => Task.FromResult<TestDatabase>(_test);

    // Page by page more room, so that the disk is full at every place where it can be: in the state, in each row, in the index.
    [Fact]
    public async Task A_full_disk_leaves_nothing_half_there_wherever_it_fills_up_and_room_makes_it_go_on()
    {
        const int full = 13;
        await _test.CommitAsync(Owner, null, "one", new GrainRow("key", "a", "1"));
        var pages = int.Parse(_test.Ask("PRAGMA page_count")[0], System.Globalization.CultureInfo.InvariantCulture);
        var rows = Enumerable.Range(0, 8)
            .Select(i => new GrainRow("key", $"{i}", $"\"{new string('x', 3000)}\"", DateTimeOffset.UnixEpoch)).ToArray();

        var failures = 0;
        long? version;
        while (true)
        {
            await _test.Database.LimitPagesAsync(pages + failures);
            try
            {
                version = await _test.CommitAsync(Owner, 1, "two", rows);
                break;
            }
            catch (SqliteException e) when (e.SqliteErrorCode == full)
            {
                failures++;
            }
            Assert.Equal((1, "one"), await _test.ReadAsync(Owner));
            Assert.Equal([new GrainRow("key", "a", "1")], await _test.AllAsync(Owner, "key"));
        }

        // Each row takes most of a page.
        Assert.InRange(failures, rows.Length, 40);
        Assert.Equal(2, version);
        Assert.Equal(9, await _test.Rows.CountAsync(Owner, "key", TestContext.Current.CancellationToken));
        Assert.Equal(["ok"], _test.Ask("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task A_database_that_somebody_else_locks_fails_the_commit_within_the_busy_timeout_and_not_the_next()
    {
        const int busy = 5;
        await _test.CommitAsync(Owner, null, "one");
        using var somebody = new SqliteConnection($"Data Source={_test.Folder.Database};Pooling=False");
        somebody.Open();
        using (somebody.BeginTransaction())
        {
            var commit = _test.CommitAsync(Owner, 1, "two");
            Assert.Equal((1, "one"), await _test.ReadAsync(Owner));
            var refused = await Assert.ThrowsAsync<SqliteException>(() =>
                commit.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
            Assert.Equal(busy, refused.SqliteErrorCode);
        }

        Assert.Equal(2, await _test.CommitAsync(Owner, 1, "two"));
    }
}
