namespace OrleansRealtime.Tests.Storage.Sqlite;

public sealed class SqliteGrainRowsTests : GrainRowsSpecification
{
    private protected override Task<TestDatabase> CreateAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteGoldenRowsTests : GoldenRowsSpecification
{
    private protected override Task<TestDatabase> CreateAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteGoldenDataTests : GoldenDataSpecification
{
    protected override StorageFixture NewFixture() => new SqliteStorageFixture();
}

public sealed class SqliteLineageTests : LineageSpecification
{
    private protected override Task<TestDatabase> CreateAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}
