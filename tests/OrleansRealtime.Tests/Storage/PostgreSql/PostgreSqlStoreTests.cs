namespace OrleansRealtime.Tests.Storage.PostgreSql;

public sealed class PostgreSqlGrainCommitTests : GrainCommitSpecification
{
    private protected override async Task<TestDatabase> CreateAsync() => await PostgreSqlTestDatabase.CreateAsync();
}

public sealed class PostgreSqlGrainRowsTests : GrainRowsSpecification
{
    private protected override async Task<TestDatabase> CreateAsync() => await PostgreSqlTestDatabase.CreateAsync();
}

public sealed class PostgreSqlGoldenRowsTests : GoldenRowsSpecification
{
    private protected override async Task<TestDatabase> CreateAsync() => await PostgreSqlTestDatabase.CreateAsync();
}

public sealed class PostgreSqlLineageTests : LineageSpecification
{
    private protected override async Task<TestDatabase> CreateAsync() => await PostgreSqlTestDatabase.CreateAsync();
}

public sealed class PostgreSqlGoldenDataTests : GoldenDataSpecification
{
    protected override StorageFixture NewFixture() => new PostgreSqlStorageFixture();
}
