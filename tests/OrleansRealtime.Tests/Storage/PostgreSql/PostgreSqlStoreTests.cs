using System.Data.Common;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Storage.PostgreSql;

public sealed class PostgreSqlGrainCommitTests : GrainCommitTestsBase
{
    [Fact]
    public async Task While_a_cluster_is_upgraded_a_payload_of_the_earlier_build_brings_its_rows_too()
    {
        const string payload = """
            {"state":{"text":"two"},"rows":[{"collection":"key","id":"b","value":1},{"collection":"key","id":"a","value":null}]}
            """;
        await Test.CommitAsync(Owner, null, "one", new GrainRow("key", "a", "1"));

        Assert.Equal(2, await Test.CommitTextAsync(Owner, 1, payload));

        Assert.Equal((2, "two"), await Test.ReadAsync(Owner));
        Assert.Equal([new GrainRow("key", "b", "1")], await Test.AllAsync(Owner, "key"));
    }

    [Theory]
    [InlineData("{\"state\":{\"text\":\"two\"},\"rows\":[{\"collection\":\"key\",\"id\":\"b\",\"value\":1},{\"collection\":\"key\",\"value\":1}]}")]
    [InlineData("{\"state\":{\"text\":\"two\"},\"rows\":[{\"collection\":\"key\",\"id\":\"b\",\"value\":1},")]
    [InlineData("{\"rows\":[{\"collection\":\"key\",\"id\":\"b\",\"value\":1},{\"collection\":\"key\",\"value\":1}]\n,\"state\":{\"text\":\"two\"}}")]
    [InlineData("{\"rows\":[{\"collection\":\"key\",\"id\":\"b\",\"value\":1},\n,\"state\":{\"text\":\"two\"}}")]
    public async Task A_row_that_the_trigger_cannot_store_undoes_the_whole_commit(string payload)
    {
        await Test.CommitAsync(Owner, null, "one", new GrainRow("key", "a", "1"));

        await Assert.ThrowsAnyAsync<DbException>(() => Test.CommitTextAsync(Owner, 1, payload));

        Assert.Equal((1, "one"), await Test.ReadAsync(Owner));
        Assert.Equal([new GrainRow("key", "a", "1")], await Test.AllAsync(Owner, "key"));
        Assert.Equal(2, await Test.CommitAsync(Owner, 1, "three"));
    }

    private protected override async Task<TestDatabase> CreateAsync() => await PostgreSqlTestDatabase.CreateAsync();
}

public sealed class PostgreSqlGrainRowsTests : GrainRowsTestsBase
{
    private protected override async Task<TestDatabase> CreateAsync() => await PostgreSqlTestDatabase.CreateAsync();
}

public sealed class PostgreSqlGoldenRowsTests : GoldenRowsTestsBase
{
    private protected override async Task<TestDatabase> CreateAsync() => await PostgreSqlTestDatabase.CreateAsync();
}

public sealed class PostgreSqlLineageTests : LineageTestsBase
{
    private const string AliveElsewhere = """
        INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES ('orleans-realtime');
        INSERT INTO OrleansMembershipTable VALUES ('orleans-realtime', '127.0.0.1', 1, 1, 'other', 'host', 3, 2, NULL, now(), now())
        """;

    private protected override async Task<TestDatabase> CreateAsync() => await PostgreSqlTestDatabase.CreateAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    public async Task A_folder_without_a_mark_is_that_of_a_new_node(string? mark) => Assert.Equal("", await TokenWithoutMarkAsync(mark));

    [Fact]
    public async Task A_database_that_went_back_is_not_started_on_while_others_serve_it()
    {
        var first = await StartAsync();
        await ChangeAsync("UPDATE Lineage SET Mark = Mark - 1");
        await ((PostgreSqlTestDatabase)Test).Store.AskAsync(AliveElsewhere);

        var refused = await Assert.ThrowsAsync<StorageStartException>(() => StartAsync());

        Assert.Contains("went back to an earlier state while other silos serve it", refused.Message, StringComparison.Ordinal);
        Assert.Equal("=" + first.Token, Assert.Single(await ((PostgreSqlTestDatabase)Test).Store.AskAsync("SELECT '=' || Token FROM Lineage")));
    }

    [Fact]
    public async Task A_process_sees_that_the_database_went_back_under_it_and_that_others_went_on()
    {
        var lineage = await StartAsync();
        var mark = long.Parse(Assert.Single(await ((PostgreSqlTestDatabase)Test).Store.AskAsync("SELECT Mark FROM Lineage")), System.Globalization.CultureInfo.InvariantCulture);

        Assert.True(lineage.IsStillOf("", mark, lineage.Marked));
        Assert.True(lineage.IsStillOf("", mark + 1, lineage.Marked));
        Assert.False(lineage.IsStillOf("", mark - 1, lineage.Marked));
        Assert.False(lineage.IsStillOf("abcd", mark + 1, lineage.Marked));
        Assert.False(lineage.IsStillOf(null, null, lineage.Marked));
    }
}

public sealed class PostgreSqlGoldenDataTests : GoldenDataTestsBase
{
    protected override StorageFixture NewFixture() => new PostgreSqlStorageFixture();
}
