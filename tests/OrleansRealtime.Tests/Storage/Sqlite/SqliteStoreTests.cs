namespace OrleansRealtime.Tests.Storage.Sqlite;

public sealed class SqliteGrainRowsTests : GrainRowsTestsBase
{
    private protected override Task<TestDatabase> CreateAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteGoldenRowsTests : GoldenRowsTestsBase
{
    private protected override Task<TestDatabase> CreateAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteGoldenDataTests : GoldenDataTestsBase
{
    protected override StorageFixture NewFixture() => new SqliteStorageFixture();
}

public sealed class SqliteLineageTests : LineageTestsBase
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    public async Task A_database_that_was_served_and_comes_without_its_folders_mark_may_be_a_copy(string? mark) =>
        Assert.NotEqual("", await TokenWithoutMarkAsync(mark));

    private protected override Task<TestDatabase> CreateAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}
