using Npgsql;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Storage.PostgreSql;

public sealed class PostgreSqlStorageFixture() : StorageFixture(new PostgreSqlStore())
{
    public override int VersionsPerReading => 1;

    internal new PostgreSqlStore Store => (PostgreSqlStore)base.Store;
}

public sealed class PostgreSqlGrainStorageTests(PostgreSqlStorageFixture fixture)
    : GrainStorageTestsBase(fixture), IClassFixture<PostgreSqlStorageFixture>
{
    private readonly PostgreSqlStore _store = fixture.Store;

    [Fact]
    public async Task A_connection_that_is_cut_in_the_middle_of_a_commit_fails_the_write_with_nothing_half_there_and_not_the_next()
    {
        await Grain.Write("one", [new("a", "1")]);
        await using (var somebody = new NpgsqlConnection(_store.ConnectionString))
        {
            await somebody.OpenAsync(Ct);
            await using var transaction = await somebody.BeginTransactionAsync(Ct);
            // The state is written, its rows are waited for.
            await using var hold = new NpgsqlCommand("LOCK TABLE GrainRow IN EXCLUSIVE MODE", somebody, transaction);
            await hold.ExecuteNonQueryAsync(Ct);
            var write = Grain.Write("two", [new("a", null), new("b", "2")]);
            await _store.CutWhoWaitsAsync();

            var failed = await Assert.ThrowsAnyAsync<Exception>(() => write).Within("the write to fail");

            failed.CauseOf<NpgsqlException>();
            Assert.Equal([(1, """{"state":{"text":"one"}}""")], await StoredAsync());
            Assert.Equal([new GrainRow("row", "a", "1")], await RowsAsync());
        }

        await Grain.Write("two", [new("a", null), new("b", "2")]);

        Assert.Equal(new Kept("two", "2", true), await Grain.Read());
        Assert.Equal([new GrainRow("row", "b", "2")], await RowsAsync());
    }
}
