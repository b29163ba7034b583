using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Storage.Sqlite;

namespace OrleansRealtime.Tests.Storage.Sqlite;

public sealed class SqliteStorageFixture() : StorageFixture(new SqliteStore());

public sealed class SqliteGrainStorageTests(SqliteStorageFixture fixture)
    : GrainStorageTestsBase(fixture), IClassFixture<SqliteStorageFixture>
{
    private readonly SqliteStorageFixture _fixture = fixture;

    private SqliteDatabase Database => _fixture.Services.GetRequiredService<SqliteDatabase>();

    [Fact]
    public async Task A_full_disk_fails_the_write_with_nothing_half_there_and_room_makes_it_go_on()
    {
        const int full = 13;
        await Grain.Write("one", [new("a", "1")]);
        var large = $"\"{new string('x', 100_000)}\"";
        await Database.LimitPagesAsync(1);
        try
        {
            var failed = await Assert.ThrowsAnyAsync<Exception>(() => Grain.Write("two", [new("a", null), new("b", large)]));
            Assert.Equal(full, failed.CauseOf<SqliteException>().SqliteErrorCode);
            Assert.Equal([(1, """{"state":{"text":"one"}}""")], await StoredAsync());
            Assert.Equal([new GrainRow("row", "a", "1")], await RowsAsync());
        }
        finally
        {
            await Database.LimitPagesAsync(null);
        }

        await Grain.Write("two", [new("a", null), new("b", large)]);

        Assert.Equal(new Kept("two", "2", true), await Grain.Read());
        Assert.Equal([new GrainRow("row", "b", large)], await RowsAsync());
    }

    [Fact]
    public async Task A_locked_database_fails_the_write_and_the_next_succeeds()
    {
        const int busy = 5;
        await Grain.Write("one", []);
        using (var somebody = Database.Connect(SqliteOpenMode.ReadWrite))
        using (somebody.BeginTransaction())
        {
            var failed = await Assert.ThrowsAnyAsync<Exception>(() => Grain.Write("two", [])).Within("the busy timeout");
            Assert.Equal(busy, failed.CauseOf<SqliteException>().SqliteErrorCode);
        }

        await Grain.Write("three", []);

        Assert.Equal(new Kept("three", "2", true), await Grain.Read());
    }
}
