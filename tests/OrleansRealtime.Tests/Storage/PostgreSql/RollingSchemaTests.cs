using System.Text.RegularExpressions;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Storage.PostgreSql;

/// <summary>While a cluster is brought to a new version node by node, the new nodes have added to the schema and the old ones go on.</summary>
public sealed partial class RollingSchemaTests : IAsyncLifetime
{
    /// <summary>What files of this kind may do.</summary>
    private const string Addition = """
        ALTER TABLE GrainState ADD COLUMN Later text NULL;
        ALTER TABLE GrainRow ADD COLUMN Later integer NOT NULL DEFAULT 1;
        ALTER TABLE ServiceCluster ADD COLUMN Later text NULL;
        ALTER TABLE OrleansMembershipTable ADD COLUMN Later text NULL;
        CREATE INDEX GrainRow_Later ON GrainRow (Later);
        CREATE TABLE Later (Id bigint PRIMARY KEY);
        INSERT INTO SchemaVersion (Version, Name, AppliedAt) VALUES (999, '999_later.sql', 0)
        """;

    private readonly PostgreSqlStore _store = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _store.InitializeAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_node_that_serves_goes_on_when_a_newer_one_has_added_to_the_schema()
    {
        await using var test = PostgreSqlTestDatabase.On(_store);
        var owner = new GrainRowOwner("note", "demo/note/1");
        var version = await test.CommitAsync(owner, null, "one", new GrainRow("row", "a", "1"));
        // Often enough for the driver to have the statements prepared on the server, as they were before.
        for (var i = 0; i < 20; i++) version = await WriteAsync(version, "before");

        await _store.AskAsync(Addition);

        for (var i = 0; i < 20; i++) version = await WriteAsync(version, "after");
        Assert.Equal((version + 1, "after"), await test.ReadAsGrainAsync(owner));
        Assert.Single(await test.AllAsync(owner, "row"));
        Assert.Single(await test.Database.ReadAsync(test.Database.Sql.ClusterView, row => row.GetString(0), [("@ServiceId", "test"), ("@ClusterId", "any"), ("@ForgottenFor", 10.0)], Ct));

        async Task<long?> WriteAsync(long? from, string state)
        {
            Assert.Equal(from + 1, (await test.ReadAsGrainAsync(owner)).Version);
            return await test.CommitAsync(owner, from + 1, state, new GrainRow("row", "a", "2"));
        }
    }

    [Fact]
    public async Task A_node_that_serves_gets_its_connections_back_on_a_newer_schema()
    {
        await using var test = PostgreSqlTestDatabase.On(_store);
        await test.Database.OpenAsync(Ct);
        await _store.AskAsync(Addition);

        await _store.AskAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        await test.Events.SeenAsync("LogRegained");

        Assert.Equal(1, await test.CommitAsync(new("note", "demo/note/1"), null, "one"));
    }

    [Fact]
    public async Task A_node_of_the_older_version_does_not_start_on_it_and_touches_nothing()
    {
        await using (var test = PostgreSqlTestDatabase.On(_store)) await test.Database.OpenAsync(Ct);
        await _store.AskAsync(Addition);
        var before = await WrittenAsync();

        await using var older = PostgreSqlTestDatabase.On(_store);
        var refused = await Assert.ThrowsAsync<StorageStartException>(() => older.Database.OpenAsync(Ct));

        Assert.Contains("was written by a newer version of this program: its schema is 999", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await WrittenAsync());
    }

    /// <summary>From the first file on that came when there were clusters.</summary>
    [Fact]
    public void A_file_of_the_schema_only_adds()
    {
        var takes = StoreSql.PostgreSql.Schema.Where(file => file.Version >= 10)
            .SelectMany(file => TakesAway().Matches(Body().Replace(Comment().Replace(file.Sql, ""), "")).Select(taken => $"{file.Name}: {taken.Value}"));

        Assert.Empty(takes);
    }

    private Task<IReadOnlyList<string>> WrittenAsync() =>
        _store.AskAsync("SELECT xmin || v::text FROM SchemaVersion AS v UNION ALL SELECT xmin || q::text FROM OrleansQuery AS q UNION ALL SELECT xmin || s::text FROM ServiceCluster AS s ORDER BY 1");

    [GeneratedRegex("--.*")]
    private static partial Regex Comment();

    /// <summary>What a function does when it is called later is no change of the schema.</summary>
    [GeneratedRegex(@"\$\$.*?\$\$", RegexOptions.Singleline)]
    private static partial Regex Body();

    [GeneratedRegex(@"\b(DROP|RENAME|TRUNCATE|DELETE|SET\s+NOT\s+NULL|ALTER\s+COLUMN)\b.*", RegexOptions.IgnoreCase)]
    private static partial Regex TakesAway();
}
