using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Storage.Sqlite;

namespace OrleansRealtime.Tests.Storage.Sqlite;

public sealed class SqliteSchemaTests
{
    private const string Contents = "SELECT coalesce(sql, name) FROM sqlite_master ORDER BY name";

    [Fact]
    public void The_files_are_numbered_without_a_gap() =>
        Assert.Equal(Enumerable.Range(1, StoreSql.Sqlite.Schema.Count), StoreSql.Sqlite.Schema.Select(file => file.Version));

    [Fact]
    public void A_second_start_applies_nothing_and_changes_nothing()
    {
        using var folder = new TestFolder();
        var file = new SqliteFile(folder.Path, TimeSpan.FromSeconds(1));

        Assert.Equal(0, file.Prepare(DateTimeOffset.UnixEpoch));
        var first = File.ReadAllBytes(folder.Database);
        Assert.Equal(0, file.Prepare(DateTimeOffset.UtcNow));

        Assert.Equal(first, File.ReadAllBytes(folder.Database));
    }

    [Fact]
    public async Task Every_file_can_be_applied_twice()
    {
        using var test = new SqliteTestDatabase();
        var before = test.Ask(Contents);

        await test.Database.WriteAsync(session =>
        {
            foreach (var file in StoreSql.Sqlite.Schema)
                session.Script(file.Sql);
            return 0;
        }, TestContext.Current.CancellationToken);

        Assert.Equal(before, test.Ask(Contents));
    }

    [Fact]
    public void A_database_of_an_older_program_gets_the_files_that_it_lacks()
    {
        using var folder = new TestFolder();
        using (var first = new SqliteTestDatabase(folder))
        {
            first.Ask("DROP TABLE Lineage");
            first.Ask("DELETE FROM SchemaVersion WHERE Version >= 6");
        }

        using var test = new SqliteTestDatabase(folder);

        Assert.Equal([$"{StoreSql.Sqlite.Known}"], test.Ask("SELECT max(Version) FROM SchemaVersion"));
        Assert.Equal(["0"], test.Ask("SELECT count(*) FROM Lineage"));
    }

    [Fact]
    public void An_old_statement_in_the_query_table_is_replaced_at_the_next_start()
    {
        using var folder = new TestFolder();
        using (var first = new SqliteTestDatabase(folder))
            first.Ask("UPDATE OrleansQuery SET QueryText = 'SELECT 1'");

        using var test = new SqliteTestDatabase(folder);

        Assert.Equal(
            [StoreSql.Sqlite.GrainClear, StoreSql.Sqlite.GrainRead, StoreSql.Sqlite.GrainWrite],
            test.Ask("SELECT QueryText FROM OrleansQuery ORDER BY QueryKey"));
    }

    [Fact]
    public void A_newer_schema_is_refused_and_left_as_it_is()
    {
        using var folder = new TestFolder();
        using (var first = new SqliteTestDatabase(folder))
            first.Ask("INSERT INTO SchemaVersion VALUES (999, '999_from_the_future.sql', 0)");
        var before = File.ReadAllBytes(folder.Database);

        using var test = new SqliteTestDatabase(folder);
        var refused = Assert.Throws<StorageStartException>(test.Database.Open);

        Assert.Contains(folder.Database, refused.Message, StringComparison.Ordinal);
        Assert.Contains("newer version", refused.Message, StringComparison.Ordinal);
        Assert.Contains("999", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(folder.Database));
    }

    [Theory]
    [InlineData(nameof(StoreSql.GrainRead), "sqlite_autoindex_GrainState_1 (ServiceId=? AND StateName=? AND GrainKey=?)")]
    [InlineData(nameof(StoreSql.RowFind), "PRIMARY KEY (ServiceId=? AND StateName=? AND GrainKey=? AND Collection=? AND Id=?)")]
    [InlineData(nameof(StoreSql.RowOldest), "PRIMARY KEY (ServiceId=? AND StateName=? AND GrainKey=? AND Collection=?)")]
    [InlineData(nameof(StoreSql.RowNewest), "PRIMARY KEY (ServiceId=? AND StateName=? AND GrainKey=? AND Collection=?)")]
    [InlineData(nameof(StoreSql.RowDelete), "PRIMARY KEY (ServiceId=? AND StateName=? AND GrainKey=? AND Collection=? AND Id=?)")]
    [InlineData(nameof(StoreSql.DueOwners), "COVERING INDEX GrainRow_Due (ServiceId=? AND DueAt>? AND DueAt<?)")]
    [InlineData(nameof(StoreSql.RowFollowed), "COVERING INDEX GrainRow_Followed (ServiceId=? AND Id=? AND ")]
    [InlineData(nameof(StoreSql.RowNamed), "COVERING INDEX GrainRow_Named (ServiceId=? AND Id=? AND ")]
    public void A_statement_seeks_in_its_index(string statement, string index)
    {
        using var test = new SqliteTestDatabase();
        var sql = (string)typeof(StoreSql).GetProperty(statement)!.GetValue(StoreSql.Sqlite)!;

        Assert.Contains(PlanOf(test, sql), step => step.Contains(index, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a", null, false, "Id>?")]
    [InlineData(null, "z", true, "Id<?")]
    [InlineData("a", "z", true, "Id>? AND Id<?")]
    public void A_range_is_read_from_its_bound_on_and_not_sorted(string? after, string? before, bool descending, string bound)
    {
        using var test = new SqliteTestDatabase();

        var plan = PlanOf(test, GrainRows.RangeText(StoreSql.Sqlite, new GrainRowRange(after, before, 10, descending)));

        Assert.Contains(plan, step => step.Contains($"Collection=? AND {bound}", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    // Parameters need no values for the plan.
    private static IReadOnlyList<string> PlanOf(SqliteTestDatabase test, string sql) =>
        test.Ask("EXPLAIN QUERY PLAN " + System.Text.RegularExpressions.Regex.Replace(sql, @"@\w+", "NULL"), column: 3);
}
