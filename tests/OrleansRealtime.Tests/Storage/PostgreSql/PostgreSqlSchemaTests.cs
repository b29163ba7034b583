using System.Text.RegularExpressions;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Storage.PostgreSql;

public sealed partial class PostgreSqlSchemaTests : IAsyncLifetime
{
    // Columns, indexes, functions and triggers, as the server would write them.
    private const string Contents = """
        SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(collation_name, '')
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        ORDER BY 1
        """;

    private readonly PostgreSqlStore _store = new();

    public ValueTask InitializeAsync() => _store.InitializeAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public void The_files_are_numbered_without_a_gap() =>
        Assert.Equal(Enumerable.Range(1, StoreSql.PostgreSql.Known), StoreSql.PostgreSql.Schema.Select(file => file.Version));

    [Fact]
    public async Task A_second_start_applies_nothing_and_changes_nothing()
    {
        await OpenAsync();
        var first = await _store.AskAsync("SELECT xmin || ' ' || s::text FROM SchemaVersion s ORDER BY 1");
        await OpenAsync();

        Assert.Equal(first, await _store.AskAsync("SELECT xmin || ' ' || s::text FROM SchemaVersion s ORDER BY 1"));
    }

    [Fact]
    public async Task Every_file_can_be_applied_twice()
    {
        await OpenAsync();
        var before = await _store.AskAsync(Contents);

        foreach (var file in StoreSql.PostgreSql.Schema)
            await _store.AskAsync(file.Sql);

        Assert.NotEmpty(before);
        Assert.Equal(before, await _store.AskAsync(Contents));
    }

    [Fact]
    public async Task A_database_of_an_older_program_gets_the_files_that_it_lacks()
    {
        await OpenAsync();
        await _store.AskAsync("DROP TABLE GatewayBeat; DELETE FROM SchemaVersion WHERE Version >= 11");

        await OpenAsync();

        Assert.Equal([$"{StoreSql.PostgreSql.Known}"], await _store.AskAsync("SELECT max(Version) FROM SchemaVersion"));
        Assert.Equal(["0"], await _store.AskAsync("SELECT count(*) FROM GatewayBeat"));
    }

    [Fact]
    public async Task An_old_statement_in_the_query_table_is_replaced_at_the_next_start()
    {
        await OpenAsync();
        var statements = await _store.AskAsync("SELECT md5(QueryText) FROM OrleansQuery ORDER BY QueryKey");
        await _store.AskAsync("UPDATE OrleansQuery SET QueryText = 'SELECT 1'");

        await OpenAsync();

        Assert.Equal(12, statements.Count);
        Assert.Equal(statements, await _store.AskAsync("SELECT md5(QueryText) FROM OrleansQuery ORDER BY QueryKey"));
    }

    [Fact]
    public async Task Of_servers_that_start_at_once_on_an_empty_database_one_makes_the_tables_and_all_serve()
    {
        var databases = Enumerable.Range(0, 10)
            .Select(i => PostgreSqlTestDatabase.On(
                _store,
                configure: options => (options.Folder, options.ServiceId) = (Path.Combine(options.Folder, $"{i}"), $"service {i}")))
            .ToList();

        await Task.WhenAll(databases.Select(test => test.Database.OpenAsync(TestContext.Current.CancellationToken)));

        Assert.Equal([$"{StoreSql.PostgreSql.Known}"], await _store.AskAsync("SELECT count(*) FROM SchemaVersion"));
        foreach (var test in databases) await test.DisposeAsync();
    }

    [Theory]
    [InlineData(nameof(StoreSql.GrainRead), "Index Scan using grainstate_pkey", "Index Cond: ((serviceid = 'x'::text) AND (statename = 'x'::text) AND (grainkey = 'x'::text))")]
    [InlineData(nameof(StoreSql.RowFind), "Index Scan using grainrow_pkey", "(collection = 'x'::text) AND (id = 'x'::text))")]
    [InlineData(nameof(StoreSql.RowCount), "using grainrow_pkey", "(collection = 'x'::text))")]
    [InlineData(nameof(StoreSql.RowOldest), "Index Scan using grainrow_pkey", "(collection = 'x'::text))")]
    [InlineData(nameof(StoreSql.RowNewest), "Index Scan using grainrow_pkey", "(collection = 'x'::text))")]
    [InlineData(nameof(StoreSql.RowDelete), "Index Scan using grainrow_pkey", "AND (id = ANY (")]
    [InlineData(nameof(StoreSql.DueOwners), "using grainrow_due", "Index Cond: ((serviceid = 'x'::text) AND (dueat <= 10))")]
    [InlineData(nameof(StoreSql.RowFollowed), "using grainrow_followed", "(serviceid = 'x'::text) AND (id = 'x'::text)")]
    [InlineData(nameof(StoreSql.RowNamed), "using grainrow_named", "(serviceid = 'x'::text) AND (id = 'x'::text)")]
    public async Task A_statement_seeks_in_its_index(string statement, string index, string condition)
    {
        var sql = (string)typeof(StoreSql).GetProperty(statement)!.GetValue(StoreSql.PostgreSql)!;

        var plan = await PlanOfAsync(sql);

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.Contains(condition, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", null, false, "(id > 'x'::text)")]
    [InlineData(null, "z", true, "(id < 'x'::text)")]
    [InlineData("a", "z", true, "(id > 'x'::text) AND (id < 'x'::text)")]
    public async Task A_range_is_read_from_its_bound_on_and_not_sorted(string? after, string? before, bool descending, string bound)
    {
        var plan = await PlanOfAsync(GrainRows.RangeText(StoreSql.PostgreSql, new GrainRowRange(after, before, 10, descending)));

        Assert.Contains($"(collection = 'x'::text) AND {bound}", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
    }

    /// <summary>The plan for tables that are large: on small ones any plan is a good one.</summary>
    private async Task<string> PlanOfAsync(string sql)
    {
        await OpenAsync();
        await _store.AskAsync("""
            INSERT INTO GrainState SELECT 'x', 'x', n::text, 1, '{}', 0 FROM generate_series(1, 20000) AS n;
            INSERT INTO GrainRow SELECT 'x', 'x', CASE n % 20 WHEN 0 THEN 'x' ELSE (n % 20)::text END, 'x', n::text, '1', n
            FROM generate_series(1, 20000) AS n;
            ANALYZE GrainState;
            ANALYZE GrainRow
            """);
        var text = Parameter().Replace(sql, name => name.Value switch
        {
            "@Now" or "@Limit" or "@AfterDueAt" => "10",
            "@Ids" => "'[\"a\"]'",
            _ => "'x'",
        });
        var plan = await _store.AskAsync($"SET enable_bitmapscan = off; EXPLAIN {text}");
        return string.Join('\n', plan).Replace(" COLLATE \"C\"", "", StringComparison.Ordinal);
    }

    private async Task OpenAsync()
    {
        await using var test = PostgreSqlTestDatabase.On(_store);
        await test.Database.OpenAsync(TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameter();
}
