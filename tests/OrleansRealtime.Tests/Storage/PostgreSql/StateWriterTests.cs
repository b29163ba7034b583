using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Storage.PostgreSql;

namespace OrleansRealtime.Tests.Storage.PostgreSql;

/// <summary>Several states in one transaction on the server itself: each is written as it would be alone.</summary>
public sealed class StateWriterTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Due = DateTimeOffset.FromUnixTimeMilliseconds(1_900_000_000_123);

    private PostgreSqlTestDatabase _test = null!;
    private StateWriter _writer = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _test = await PostgreSqlTestDatabase.CreateAsync();
        _writer = new(() => _test.Database.ConnectAsync(Ct), _test.Database.ServiceId);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task States_and_rows_of_all_are_written_and_each_answer_is_at_its_place()
    {
        await _test.CommitAsync(Owner("a"), null, "one");
        await _test.CommitAsync(Owner("b"), null, "one");
        await _test.CommitAsync(Owner("b"), 1, "two", new GrainRow("key", "old", "1"));

        var answers = await _writer.WriteTogetherAsync(
            [Write("b", 2, "of b", new("key", "new", "\"é~\\u0041\"", Due), new("key", "old", null)), Write("a", 1, "of a")]);

        Assert.Equal([new(false, 3), new StateAnswer(false, 2)], answers);
        Assert.Equal((2, "of a"), await _test.ReadAsync(Owner("a")));
        Assert.Equal((3, "of b"), await _test.ReadAsync(Owner("b")));
        Assert.Empty(await _test.AllAsync(Owner("a"), "key"));
        Assert.Equal([new GrainRow("key", "new", "\"é~\\u0041\"", Due)], await _test.AllAsync(Owner("b"), "key"));
    }

    [Fact]
    public async Task Another_version_is_a_conflict_of_its_own_and_what_is_not_there_is_passed_over()
    {
        await _test.CommitAsync(Owner("a"), null, "one");
        await _test.CommitAsync(Owner("b"), null, "one");

        var answers = await _writer.WriteTogetherAsync(
            [Write("a", 7, "stale", new GrainRow("key", "x", "1")), Write("nobody", 1, "none"), Write("b", 1, "two")]);

        Assert.Equal([new(false, null), new(true, null), new StateAnswer(false, 2)], answers);
        Assert.Equal((1, "one"), await _test.ReadAsync(Owner("a")));
        Assert.Empty(await _test.AllAsync(Owner("a"), "key"));
        Assert.Equal((null, null), await _test.ReadAsync(Owner("nobody")));
        Assert.Null(await _writer.WriteAsync(Write("nobody", 1, "none")));
        Assert.Equal((2, "two"), await _test.ReadAsync(Owner("b")));
    }

    [Fact]
    public async Task First_writes_are_made_with_their_rows_and_one_of_what_is_there_is_a_conflict()
    {
        await _test.CommitAsync(Owner("a"), null, "one");

        var answers = await _writer.WriteTogetherAsync(
            [Write("new", null, "first", new GrainRow("key", "x", "1")), Write("a", null, "again", new GrainRow("key", "x", "1")), Write("a", 1, "two")]);

        Assert.Equal([new(false, 1), new(false, null), new StateAnswer(false, 2)], answers);
        Assert.Equal((1, "first"), await _test.ReadAsync(Owner("new")));
        Assert.Equal([new GrainRow("key", "x", "1")], await _test.AllAsync(Owner("new"), "key"));
        Assert.Equal((2, "two"), await _test.ReadAsync(Owner("a")));
        Assert.Empty(await _test.AllAsync(Owner("a"), "key"));
    }

    [Fact]
    public async Task Of_two_first_writes_of_one_state_the_first_is_made()
    {
        var answers = await _writer.WriteTogetherAsync([Write("a", null, "of the one"), Write("b", null, "of b"), Write("a", null, "of the other", new GrainRow("key", "x", "1"))]);

        Assert.Equal([new(false, 1), new(false, 1), new StateAnswer(true, null)], answers);
        Assert.Equal((1, "of the one"), await _test.ReadAsync(Owner("a")));
        Assert.Empty(await _test.AllAsync(Owner("a"), "key"));
        Assert.Null(await _writer.WriteAsync(Write("a", null, "of the other")));
    }

    [Fact]
    public async Task A_state_that_somebody_else_is_making_fails_all_soon_as_a_failure_of_one()
    {
        await _test.CommitAsync(Owner("b"), null, "one");
        await using var somebody = await LockAsync("INSERT INTO GrainState VALUES ('test', 'note', 'demo/note/a', 1, '{}', 0)");

        var failure = await Assert.ThrowsAsync<PostgresException>(() => _writer.WriteTogetherAsync(
            [Write("b", 1, "two"), Write("a", null, "one")]).Within("the write to fail"));

        Assert.True(_writer.ConcernsOneWrite(failure), failure.SqlState);
        Assert.Equal((1, "one"), await _test.ReadAsync(Owner("b")));
    }

    [Fact]
    public async Task Of_two_writes_of_one_version_one_is_written()
    {
        await _test.CommitAsync(Owner("a"), null, "one");

        var answers = await _writer.WriteTogetherAsync([Write("a", 1, "of the one"), Write("a", 1, "of the other")]);

        Assert.Equal(2, Assert.Single(answers, answer => answer.Version is not null).Version);
        Assert.Equal(2, (await _test.ReadAsync(Owner("a"))).Version);
    }

    [Fact]
    public async Task What_somebody_else_has_locked_is_passed_over_and_the_others_are_written()
    {
        await _test.CommitAsync(Owner("a"), null, "one");
        await _test.CommitAsync(Owner("b"), null, "one");
        await using var somebody = await LockAsync("SELECT 1 FROM GrainState WHERE GrainKey = 'demo/note/a' FOR UPDATE");

        var answers = await _writer.WriteTogetherAsync([Write("a", 1, "two"), Write("b", 1, "two")]).Within("the write");

        Assert.Equal([new(true, null), new StateAnswer(false, 2)], answers);
        Assert.Equal((2, "two"), await _test.ReadAsync(Owner("b")));
    }

    [Fact]
    public async Task A_former_owner_s_commit_that_is_under_way_leaves_a_conflict()
    {
        await _test.CommitAsync(Owner("a"), null, "one");
        await using var somebody = await LockAsync("""UPDATE GrainState SET Version = 2, Payload = '{"state":{"text":"late"}}'""");
        Assert.True((await _writer.WriteTogetherAsync([Write("a", 1, "two")])).Single().IsPassedOver);

        var alone = _writer.WriteAsync(Write("a", 1, "two"));
        await _test.Store.WaitsForLockAsync();
        await somebody.Transaction.CommitAsync(Ct);

        Assert.Null(await alone.Within("the write"));
        Assert.Equal((2, "late"), await _test.ReadAsync(Owner("a")));
    }

    [Fact]
    public async Task A_row_that_somebody_else_has_locked_fails_all_soon_as_a_failure_of_one_and_nothing_is_written()
    {
        await _test.CommitAsync(Owner("a"), null, "one");
        await _test.CommitAsync(Owner("a"), 1, "two", new GrainRow("key", "x", "1"));
        await _test.CommitAsync(Owner("b"), null, "one");
        await using var somebody = await LockAsync("SELECT 1 FROM GrainRow FOR UPDATE");

        var failure = await Assert.ThrowsAsync<PostgresException>(() => _writer.WriteTogetherAsync(
            [Write("b", 1, "two"), Write("a", 2, "three", new GrainRow("key", "x", "2"))]).Within("the write to fail"));

        Assert.True(_writer.ConcernsOneWrite(failure), failure.SqlState);
        Assert.Equal((2, "two"), await _test.ReadAsync(Owner("a")));
        Assert.Equal((1, "one"), await _test.ReadAsync(Owner("b")));
        // Whoever has the connection next waits as long as ever.
        Assert.Equal(["0"], await _test.Database.ReadAsync("SELECT current_setting('lock_timeout')", row => row.GetString(0), [], Ct));
    }

    [Fact]
    public async Task What_the_server_refuses_is_a_failure_of_one()
    {
        await _test.CommitAsync(Owner("a"), null, "one");
        await _test.CommitAsync(Owner("b"), null, "one");

        var failure = await Assert.ThrowsAsync<PostgresException>(() => _writer.WriteTogetherAsync(
            [Write("b", 1, "two"), Write("a", 1, "a\0b")]));

        Assert.True(_writer.ConcernsOneWrite(failure), failure.SqlState);
        Assert.Equal((1, "one"), await _test.ReadAsync(Owner("b")));
    }

    [Fact]
    public async Task A_crowd_of_grains_that_commit_at_once_is_written_as_if_each_were_alone()
    {
        var owners = Enumerable.Range(0, 40).Select(n => Owner($"crowd{n}")).ToList();
        Assert.All(await Task.WhenAll(owners.Select(owner => _test.CommitAsync(owner, null, "new"))), version => Assert.Equal(1, version));

        await Task.WhenAll(owners.Select(async (owner, n) =>
        {
            for (var version = 1; version <= 10; version++)
            {
                Assert.Equal(version + 1, await _test.CommitAsync(owner, version, $"{version} of {n}", new GrainRow("key", $"{version}", $"{n}")));
                if (version % 4 == n % 4) Assert.Null(await _test.CommitAsync(owner, version, "stale"));
            }
        })).Within("the crowd");

        foreach (var (n, owner) in owners.Index())
        {
            Assert.Equal((11, $"10 of {n}"), await _test.ReadAsync(owner));
            Assert.Equal(10, (await _test.AllAsync(owner, "key")).Count(row => row.Value == $"{n}"));
        }
    }

    [Fact]
    public async Task One_alone_is_written_with_its_rows_or_neither_is()
    {
        Assert.Equal(1, await _writer.WriteAsync(Write("a", null, "one", new GrainRow("key", "x", "1", Due), new GrainRow("key", "y", "1"))));
        Assert.Null(await _writer.WriteAsync(Write("a", null, "again", new GrainRow("key", "z", "1"))));
        Assert.Null(await _writer.WriteAsync(Write("a", 7, "stale", new GrainRow("key", "x", null))));
        Assert.Equal([new GrainRow("key", "x", "1", Due), new("key", "y", "1")], await _test.AllAsync(Owner("a"), "key"));

        Assert.Equal(2, await _writer.WriteAsync(Write("a", 1, "two", new GrainRow("key", "x", null), new GrainRow("key", "y", "2", Due))));

        Assert.Equal((2, "two"), await _test.ReadAsync(Owner("a")));
        Assert.Equal([new GrainRow("key", "y", "2", Due)], await _test.AllAsync(Owner("a"), "key"));
    }

    // A plan that is kept from the time when the tables were small, or that knows nothing of them, must not read all of them later.
    [Theory]
    [InlineData("grain_write_rows")]
    [InlineData("grain_write_together")]
    public async Task No_row_is_read_but_those_that_are_written_however_many_the_grain_has(string name)
    {
        await _test.CommitAsync(Owner("a"), null, "one", [.. Enumerable.Range(0, 5_000).Select(n => new GrainRow("key", $"{n}", "1"))]);
        await using var connection = await _test.Database.ConnectAsync(Ct);
        await connection.ExecuteAsync("SET plan_cache_mode = force_generic_plan", Ct);
        string[] keys = ["demo/note/a"];
        byte[] payload = [.. "{}"u8];

        var plan = await connection.QueryAsync(
            $"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) {(name == "grain_write_rows" ? StoreSql.PostgreSql.GrainWriteRows : StoreSql.PostgreSql.GrainWriteTogether)}",
            reader => reader.GetString(0),
            Ct,
            ("@ServiceId", _test.Database.ServiceId), ("@GrainTypeString", "note"), ("@GrainIdExtensionString", keys[0]), ("@GrainStateVersion", 1),
            ("@PayloadBinary", payload), ("@StateNames", (string[])["note"]), ("@GrainKeys", keys), ("@Versions", (int[])[1]), ("@Payloads", (byte[][])[payload]),
            ("@RowNumbers", (long[])[1, 1]), ("@Collections", (string[])["key", "key"]), ("@Ids", (string[])["7", "8"]), ("@Values", (string?[])[null, "2"]),
            ("@DueAts", (long?[])[null, null]));

        var read = plan.SelectMany(line => Regex.Matches(line, @"(actual rows=|Removed by [A-Za-z ]+: )(\d+)")).Select(match => int.Parse(match.Groups[2].Value, null)).ToList();
        Assert.True(read.Max() <= 2, string.Join("\n", plan));
        Assert.Equal(4_999, (await _test.AllAsync(Owner("a"), "key")).Count);
    }

    [Fact]
    public async Task An_edit_is_written_while_background_writes_wait_for_each_other()
    {
        var store = new PostgreSqlStore();
        await store.InitializeAsync();
        // Its clock stands still, so that what hangs keeps its place.
        await using var test = PostgreSqlTestDatabase.On(store, ownsStore: true, time: new FakeTimeProvider(DateTimeOffset.UtcNow));
        foreach (var name in (string[])["held", "waiting", "edit"]) await test.CommitAsync(Owner(name), null, "one");
        Task<long?> held, waiting;
        await using (await LockAsync(store, "SELECT FROM GrainState WHERE GrainKey = 'demo/note/held' FOR UPDATE"))
        {
            held = test.CommitInBackgroundAsync(Owner("held"), 1, "two");
            waiting = test.CommitInBackgroundAsync(Owner("waiting"), 1, "two");

            Assert.Equal(2, await test.CommitAsync(Owner("edit"), 1, "two").Within("the edit"));

            Assert.Equal((1, "one"), await test.ReadAsync(Owner("waiting")));
        }

        Assert.Equal(2, await held.Within("the one that was locked out"));
        Assert.Equal(2, await waiting.Within("the one behind it"));
    }

    private static GrainRowOwner Owner(string name) => new("note", $"demo/note/{name}");

    private static StateWrite Write(string name, int? version, string text, params GrainRow[] rows) =>
        new("note", $"demo/note/{name}", version, Encoding.UTF8.GetBytes($$$"""{"state":{"text":"{{{text}}}"}}"""), new(rows));

    private Task<Locked> LockAsync(string statement) => LockAsync(_test.Store, statement);

    private static async Task<Locked> LockAsync(PostgreSqlStore store, string statement)
    {
        var connection = new NpgsqlConnection(store.ConnectionString);
        await connection.OpenAsync(Ct);
        var transaction = await connection.BeginTransactionAsync(Ct);
        await using var command = new NpgsqlCommand(statement, connection, transaction);
        await command.ExecuteNonQueryAsync(Ct);
        return new(connection, transaction);
    }

    private sealed record Locked(NpgsqlConnection Connection, NpgsqlTransaction Transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Transaction.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }
}
