using Npgsql;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Storage.PostgreSql;

/// <summary>Whoever reads a grain's state shuts out whoever had it.</summary>
public sealed class ClaimTests : IAsyncLifetime
{
    private static readonly GrainRowOwner Owner = new("note", "demo/note/1");

    private PostgreSqlTestDatabase _test = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _test = await PostgreSqlTestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task A_former_owner_s_next_commit_is_refused_and_leaves_no_row()
    {
        await _test.CommitAsync(Owner, null, "one");

        Assert.Equal((2, "one"), await _test.ReadAsGrainAsync(Owner));

        Assert.Null(await _test.CommitAsync(Owner, 1, "stale", new GrainRow("key", "a", "1")));
        Assert.Empty(await _test.AllAsync(Owner, "key"));
        Assert.Equal(3, await _test.CommitAsync(Owner, 2, "two"));
    }

    [Fact]
    public async Task A_former_owner_s_commit_that_is_under_way_is_waited_for_and_read()
    {
        await _test.CommitAsync(Owner, null, "one");
        await using var somebody = new NpgsqlConnection(_test.Store.ConnectionString);
        await somebody.OpenAsync(Ct);
        await using var transaction = await somebody.BeginTransactionAsync(Ct);
        await using (var late = new NpgsqlCommand(
            """UPDATE GrainState SET Version = 2, Payload = '{"state":{"text":"late"},"rows":[]}'""", somebody, transaction))
        {
            await late.ExecuteNonQueryAsync(Ct);
        }

        var reading = _test.ReadAsGrainAsync(Owner);
        await _test.Store.WaitsForLockAsync();
        Assert.False(reading.IsCompleted);
        await transaction.CommitAsync(Ct);

        Assert.Equal((3, "late"), await reading);
    }

    [Fact]
    public async Task A_state_that_is_not_there_is_not_made_by_reading_it()
    {
        Assert.Equal((null, null), await _test.ReadAsGrainAsync(Owner));

        Assert.Equal(["0"], await _test.Store.AskAsync("SELECT count(*) FROM GrainState"));
    }

    [Fact]
    public async Task Of_several_who_read_at_once_the_last_can_commit_and_no_other()
    {
        await _test.CommitAsync(Owner, null, "one");

        var readings = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _test.ReadAsGrainAsync(Owner)));
        var versions = await Task.WhenAll(readings.Select(reading => _test.CommitAsync(Owner, reading.Version, "two")));

        Assert.Equal(8, readings.Select(reading => reading.Version).Distinct().Count());
        Assert.Single(versions, version => version is not null);
    }

    [Fact]
    public async Task A_version_that_can_go_no_further_can_still_be_read()
    {
        await _test.CommitAsync(Owner, null, "one");
        await _test.Store.AskAsync($"UPDATE GrainState SET Version = {int.MaxValue}");

        Assert.Equal((int.MaxValue, "one"), await _test.ReadAsGrainAsync(Owner));
    }
}
