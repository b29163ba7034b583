using OrleansRealtime.Storage;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Tests.Storage.PostgreSql;

/// <summary>A database of its own, on the private server that the whole test process shares or on one that a test has to itself.</summary>
public sealed class PostgreSqlStore : TestStore
{
    private PrivatePostgres? _server;

    public PostgreSqlStore()
    {
    }

    public PostgreSqlStore(PrivatePostgres server) => _server = server;

    /// <summary>The database's.</summary>
    public string Name { get; private set; } = "";

    public string ConnectionString => ConnectionStringOf("postgres");

    private PrivatePostgres Server => _server ?? throw new InvalidOperationException("The store was not initialised.");

    public override void Configure(StorageOptions options)
    {
        base.Configure(options);
        options.Store = StorageOptions.Postgres;
        options.ConnectionString = ConnectionString;
    }

    /// <summary>Runs a statement past the program, as an administrator would; answers the first column of every row.</summary>
    public Task<IReadOnlyList<string>> AskAsync(string sql) => Server.RunAsync(sql, Name);

    public string ConnectionStringOf(string user, string password = PrivatePostgres.Password) => Server.ConnectionString(Name, user, password);

    /// <summary>Ends when somebody waits for a lock in this database.</summary>
    public Task WaitsForLockAsync() => WhenSomebodyWaitsAsync("NULL");

    /// <summary>Cuts the connection of whoever waits for a lock in this database, as soon as there is one.</summary>
    public Task CutWhoWaitsAsync() => WhenSomebodyWaitsAsync("pg_terminate_backend(waiting)");

    // The server looks for it, again and again, and answers when it came.
    private Task<IReadOnlyList<string>> WhenSomebodyWaitsAsync(string then) => AskAsync($"""
        DO $$
        DECLARE
            waiting int;
        BEGIN
            WHILE waiting IS NULL LOOP
                PERFORM pg_sleep(0.01), pg_stat_clear_snapshot();
                SELECT min(pid) INTO waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock';
            END LOOP;
            PERFORM {then};
        END
        $$
        """);

    public override async ValueTask InitializeAsync()
    {
        Requirement.Is(PrivatePostgres.IsThere, "PostgreSQL is missing: build/need.sh postgres.");
        _server ??= await PrivatePostgres.SharedAsync();
        Name = await _server.CreateDatabaseAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (Name.Length > 0) await Server.DropDatabaseAsync(Name);
        await base.DisposeAsync();
    }
}
