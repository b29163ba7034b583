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
    private protected override Task<TestDatabase> CreateAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}
