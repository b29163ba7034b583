using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Storage.Hosting;
using OrleansRealtime.Tests.Storage.PostgreSql;
using OrleansRealtime.Tests.Storage.Sqlite;

namespace OrleansRealtime.Tests.Storage.Moving;

/// <summary>From SQLite to PostgreSQL: all that there is, or nothing.</summary>
public sealed class DataMovingTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Due = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly PostgreSqlStore _target = new();
    private readonly TestFolder _folder = new();
    private readonly List<string> _lines = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _target.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _target.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task States_rows_versions_and_what_was_cleared_are_there_as_they_were()
    {
        // More than a page, names whose order differs from language to language, and a commit whose rows are still in its payload.
        GrainRowOwner[] owners = [.. Enumerable.Range(0, 1_200).Select(i => new GrainRowOwner("note", $"demo/note/{i}")), new("note", "demo/note/é"), new("note", "demo/note/Z🙂")];
        await using (var source = new SqliteTestDatabase(_folder))
        {
            foreach (var owner in owners)
                await source.CommitAsync(owner, null, $"{owner.GrainKey} \u0001 \"~\"", new GrainRow("key", "a", """{"n":1.10}""", Due), new("key", "b", "2"));
            await source.CommitAsync(owners[0], 1, "two", new GrainRow("key", "a", null), new("key", "c", "3"));
            await source.ClearAsync(owners[1], 1);
        }

        var moved = await MoveAsync();

        Assert.Equal((owners.Length, owners.Length * 2L), moved);
        await using var target = PostgreSqlTestDatabase.On(_target);
        await target.Database.OpenAsync(Ct);
        Assert.Equal((2, "two"), await target.ReadAsync(owners[0]));
        Assert.Equal([new GrainRow("key", "b", "2"), new("key", "c", "3")], await target.AllAsync(owners[0], "key"));
        Assert.Equal((2, null), await target.ReadAsync(owners[1]));
        foreach (var owner in owners[2..])
        {
            Assert.Equal((1, $"{owner.GrainKey} \u0001 \"~\""), await target.ReadAsync(owner));
            Assert.Equal([new GrainRow("key", "a", """{"n":1.10}""", Due), new("key", "b", "2")], await target.AllAsync(owner, "key"));
        }

        Assert.Contains("  GrainRow: compared, equal", _lines);
    }

    [Fact]
    public async Task A_database_that_has_the_service_already_is_left_as_it_is()
    {
        await using (var source = new SqliteTestDatabase(_folder)) await source.CommitAsync(new("note", "demo/note/1"), null, "one");
        await MoveAsync();

        var refused = await Assert.ThrowsAsync<StorageStartException>(MoveAsync);

        Assert.Contains("has data of the service 'test' already; nothing was moved", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["1"], await _target.AskAsync("SELECT count(*) FROM GrainState"));
    }

    /// <summary>Something of the target's own, which the program knows nothing of.</summary>
    [Theory]
    [InlineData("GrainState", "NEW.Payload := NEW.Payload || ' '; RETURN NEW")]
    [InlineData("GrainState", "RETURN NULL")]
    [InlineData("GrainRow", "NEW.DueAt := NEW.DueAt + 1; RETURN NEW")]
    [InlineData("GrainRow", "RETURN NULL")]
    public async Task A_target_that_keeps_something_else_than_it_was_sent_is_refused_and_left_empty(string table, string change)
    {
        await using (var source = new SqliteTestDatabase(_folder))
            await source.CommitAsync(new("note", "demo/note/1"), null, "one", new GrainRow("key", "a", "1", Due), new("key", "b", "2"));
        await using (var target = PostgreSqlTestDatabase.On(_target)) await target.Database.OpenAsync(Ct);
        await _target.AskAsync($"""
            CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN {change.Replace("'", "''", StringComparison.Ordinal)}; END';
            CREATE TRIGGER change BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION change()
            """);

        var refused = await Assert.ThrowsAsync<StorageStartException>(MoveAsync);

        Assert.EndsWith($" has in {table} is not what was sent; nothing was moved.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["0", "0", "0"], await _target.AskAsync(
            "SELECT count(*) FROM GrainState UNION ALL SELECT count(*) FROM GrainRow UNION ALL SELECT count(*) FROM Lineage"));
    }

    [Fact]
    public async Task What_PostgreSQL_cannot_hold_moves_nothing()
    {
        await using (var source = new SqliteTestDatabase(_folder))
        {
            await source.CommitAsync(new("note", "demo/note/1"), null, "one");
            source.Ask("INSERT INTO GrainRow VALUES ('test', 'note', 'demo/note/1', 'key', 'a' || char(0), '1', NULL) RETURNING Id");
        }

        var failed = await Assert.ThrowsAsync<PostgresException>(MoveAsync);

        Assert.Equal(PostgresErrorCodes.CharacterNotInRepertoire, failed.SqlState);
        Assert.Equal(["0"], await _target.AskAsync("SELECT count(*) FROM GrainState"));
    }

    [Fact]
    public async Task A_folder_without_a_database_is_said_to_have_none() =>
        Assert.Contains("nothing to move", (await Assert.ThrowsAsync<StorageStartException>(MoveAsync)).Message, StringComparison.Ordinal);

    private Task<(long States, long Rows)> MoveAsync()
    {
        var options = new StorageOptions { ServiceId = "test", Folder = _folder.Path, ConnectionString = _target.ConnectionString };
        return DataMoving.RunAsync(options, _lines.Add, NullLoggerFactory.Instance, Ct);
    }
}
