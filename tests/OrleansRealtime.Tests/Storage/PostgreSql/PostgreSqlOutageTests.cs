using System.Data.Common;
using Npgsql;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Tests.Storage.PostgreSql;

/// <summary>The server goes away and comes back: calls fail with what happened, none hangs, and no dead connection fails a later one.</summary>
public sealed class PostgreSqlOutageTests
{
    private static readonly GrainRowOwner Owner = new("note", "demo/note/1");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_crashed_and_is_back_serves_again_with_all_that_was_answered()
    {
        Requirement.Is(PrivatePostgres.IsThere, "PostgreSQL is missing: build/need.sh postgres.");
        await using var server = await PrivatePostgres.StartAsync(durable: true);
        await using var store = new PostgreSqlStore(server);
        await store.InitializeAsync();
        await using var test = PostgreSqlTestDatabase.On(store);
        var health = new StoreHealth(test.Database);
        // As many idle connections as there are in life: each is dead after the crash.
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => test.CommitAsync(new("note", $"demo/note/{i}"), null, "one")));
        Assert.True(await health.AnswersAsync(Ct));

        await server.CrashAsync();
        await Assert.ThrowsAnyAsync<DbException>(() => test.CommitAsync(Owner, 1, "lost"));
        Assert.False(await health.AnswersAsync(Ct));
        await server.StartAsync();
        await test.Events.SeenAsync("LogRegained");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            var owner = new GrainRowOwner("note", $"demo/note/{i}");
            Assert.Equal((1, "one"), await test.ReadAsync(owner));
            Assert.Equal(2, await test.CommitAsync(owner, 1, "two"));
        }));
        Assert.True(await health.AnswersAsync(Ct));
    }

    [Fact]
    public async Task A_statement_that_somebody_holds_up_fails_within_the_time_out_is_not_committed_late_and_spares_the_next()
    {
        await using var test = await PostgreSqlTestDatabase.CreateAsync(options => options.CommandTimeout = TimeSpan.FromSeconds(1));
        await test.CommitAsync(Owner, null, "one");
        await using (var somebody = new NpgsqlConnection(test.Store.ConnectionString))
        {
            await somebody.OpenAsync(Ct);
            await using var transaction = await somebody.BeginTransactionAsync(Ct);
            await using var hold = new NpgsqlCommand("LOCK TABLE GrainState IN EXCLUSIVE MODE", somebody, transaction);
            await hold.ExecuteNonQueryAsync(Ct);

            var failed = await Assert.ThrowsAnyAsync<NpgsqlException>(() => test.CommitAsync(Owner, 1, "held up")).Within("the time-out");
            Assert.IsType<TimeoutException>(failed.InnerException);
            Assert.Equal((1, "one"), await test.ReadAsync(Owner));
        }

        Assert.Equal((1, "one"), await test.ReadAsync(Owner));
        Assert.Equal(2, await test.CommitAsync(Owner, 1, "two"));
    }

    [Fact]
    public async Task Who_gives_up_on_a_server_that_hangs_is_not_held_up_by_it()
    {
        Requirement.Is(PrivatePostgres.IsThere, "PostgreSQL is missing: build/need.sh postgres.");
        await using var server = await PrivatePostgres.StartAsync(durable: false);
        await using var store = new PostgreSqlStore(server);
        await store.InitializeAsync();
        // Longer than the test waits for anything.
        await using var test = PostgreSqlTestDatabase.On(store, configure: options => options.CommandTimeout = TimeSpan.FromMinutes(1));
        await test.CommitAsync(Owner, null, "one");
        await using var somebody = new NpgsqlConnection(store.ConnectionString);
        await somebody.OpenAsync(Ct);
        await using var transaction = await somebody.BeginTransactionAsync(Ct);
        await using var hold = new NpgsqlCommand("LOCK TABLE Lineage IN ACCESS EXCLUSIVE MODE", somebody, transaction);
        await hold.ExecuteNonQueryAsync(Ct);
        using var giveUp = new CancellationTokenSource();
        var reading = test.Database.ReadAsync("SELECT count(*) FROM Lineage", row => row.GetInt64(0), [], giveUp.Token);
        await store.WaitsForLockAsync();

        await using (await server.HangAsync())
        {
            await giveUp.CancelAsync().Within("the token, whose callbacks must not wait for the server");
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading).Within("the reader to be let go");
        }
    }

    [Fact]
    public async Task Of_writers_that_meet_at_the_first_write_one_commits_and_the_others_conflict()
    {
        await using var test = await PostgreSqlTestDatabase.CreateAsync();
        await test.Database.OpenAsync(Ct);

        var versions = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => test.CommitAsync(Owner, null, $"{i}", new GrainRow("key", $"{i}", "1"))));

        Assert.Equal(1, Assert.Single(versions, version => version is not null));
        var winner = Array.FindIndex(versions, version => version is not null);
        Assert.Equal((1, $"{winner}"), await test.ReadAsync(Owner));
        Assert.Equal($"{winner}", Assert.Single(await test.AllAsync(Owner, "key")).Id);
    }

    [Fact]
    public async Task A_version_past_what_Orleans_can_hold_fails_the_write_and_leaves_the_state_readable()
    {
        await using var test = await PostgreSqlTestDatabase.CreateAsync();
        await test.CommitAsync(Owner, null, "one");
        await test.Store.AskAsync($"UPDATE GrainState SET Version = {int.MaxValue}");

        await Assert.ThrowsAnyAsync<DbException>(() => test.CommitAsync(Owner, int.MaxValue, "two"));

        Assert.Equal((int.MaxValue, "one"), await test.ReadAsync(Owner));
    }

    [Theory]
    [InlineData("Host=x", 20, 32, GssEncryptionMode.Disable)]
    [InlineData("Host=x;Maximum Pool Size=7;Max Auto Prepare=0;GSS Encryption Mode=Require", 7, 0, GssEncryptionMode.Require)]
    public void What_the_operator_says_of_connections_counts_and_otherwise_what_this_program_needs(
        string connectionString, int pool, int prepared, GssEncryptionMode gss)
    {
        var settings = new NpgsqlConnectionStringBuilder(
            OrleansRealtime.Storage.PostgreSql.ConnectionSettings.Pooled(new() { ConnectionString = connectionString }));

        Assert.Equal((pool, prepared, gss), (settings.MaxPoolSize, settings.MaxAutoPrepare, settings.GssEncryptionMode));
        Assert.Equal((10, 10), (settings.CommandTimeout, settings.Timeout));
    }
}
