using OrleansRealtime.Storage;

namespace OrleansRealtime.Tests.Storage.PostgreSql;

/// <summary>A database of its own on the private server that the whole test process shares.</summary>
public sealed class PostgreSqlStore : TestStore
{
    private PrivatePostgres _server = null!;

    public string ConnectionString { get; private set; } = "";

    public override void Configure(StorageOptions options)
    {
        base.Configure(options);
        options.Store = StorageOptions.Postgres;
        options.ConnectionString = ConnectionString;
    }

    /// <summary>Runs a statement past the program, as an administrator would; answers the first column of every row.</summary>
    public Task<IReadOnlyList<string>> AskAsync(string sql) => _server.RunAsync(sql, ConnectionString);

    public override async ValueTask InitializeAsync()
    {
        Requirement.Is(PrivatePostgres.IsThere, "PostgreSQL is missing: build/need.sh postgres.");
        _server = await PrivatePostgres.SharedAsync();
        ConnectionString = await _server.CreateDatabaseAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (ConnectionString.Length > 0) await _server.DropDatabaseAsync(ConnectionString);
        await base.DisposeAsync();
    }
}
