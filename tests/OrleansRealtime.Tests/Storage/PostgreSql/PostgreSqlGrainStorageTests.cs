namespace OrleansRealtime.Tests.Storage.PostgreSql;

public sealed class PostgreSqlStorageFixture() : StorageFixture(new PostgreSqlStore());

public sealed class PostgreSqlGrainStorageTests(PostgreSqlStorageFixture fixture)
    : GrainStorageSpecification(fixture), IClassFixture<PostgreSqlStorageFixture>;
