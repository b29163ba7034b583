namespace OrleansRealtime.Tests.Storage.PostgreSql;

public sealed class PostgreSqlGrainCommitTests : GrainCommitTestsBase
{
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
    private protected override async Task<TestDatabase> CreateAsync() => await PostgreSqlTestDatabase.CreateAsync();
}

public sealed class PostgreSqlGoldenDataTests : GoldenDataTestsBase
{
    protected override StorageFixture NewFixture() => new PostgreSqlStorageFixture();
}
