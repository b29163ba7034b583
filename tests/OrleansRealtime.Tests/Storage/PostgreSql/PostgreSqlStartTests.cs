using Npgsql;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Tests.Storage.PostgreSql;

/// <summary>A database that cannot serve: one line that names it and not the password, and nothing written.</summary>
public sealed class PostgreSqlStartTests : IAsyncLifetime
{
    /// <summary>Takes what a start waits for just before it connects for the service's lock.</summary>
    private const string BeforeTheSession = "LOCK TABLE SchemaVersion IN ACCESS EXCLUSIVE MODE";

    /// <summary>The same before it connects for the cluster's tables.</summary>
    private const string BeforeTheCluster = "SELECT pg_advisory_xact_lock(hashtextextended('orleans-realtime schema ' || current_schema(), 0))";

    /// <summary>Ends when somebody has waited for the types longer than those wait who ask later. The server says of a connection that is not yet let in
    /// neither its name nor its database, but which lock it waits for.</summary>
    private const string WaitsPastThePatience = """
        DO $$
        DECLARE
            began timestamptz;
            waiting boolean;
        BEGIN
            LOOP
                SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'pg_range'::regclass AND database =
                    (SELECT oid FROM pg_database WHERE datname = current_database())) INTO waiting;
                EXIT WHEN waiting AND clock_timestamp() - began > interval '2.5 s';
                IF waiting AND began IS NULL THEN
                    began := clock_timestamp();
                END IF;
                PERFORM pg_sleep(0.01);
            END LOOP;
        END
        $$
        """;

    private readonly PostgreSqlStore _store = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _store.InitializeAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData("ALTER DATABASE {0} SET synchronous_commit = off", "has synchronous_commit off")]
    [InlineData("ALTER DATABASE {0} SET default_transaction_read_only = on", "cannot be written: it is read-only")]
    [InlineData("ALTER DATABASE {0} SET search_path = nowhere", "has no schema to make tables in")]
    [InlineData("CREATE TABLE SchemaVersion (Version int); INSERT INTO SchemaVersion VALUES (999)", "its schema is 999, known here is")]
    public async Task A_database_that_cannot_keep_the_promise_is_refused(string prepare, string sentence)
    {
        await _store.AskAsync(prepare.Replace("{0}", _store.Name, StringComparison.Ordinal));
        var before = await TablesAsync();

        await RefusedAsync(sentence, $"The database {_store.Name} at ");

        Assert.Equal(before, await TablesAsync());
    }

    [Fact]
    public async Task A_user_without_rights_is_told_which()
    {
        var user = $"user_of_{_store.Name}";
        await _store.AskAsync($"CREATE USER {user} PASSWORD '{PrivatePostgres.Password}'; REVOKE CREATE ON SCHEMA public FROM PUBLIC");

        await RefusedAsync("permission denied for schema public", configure: options => options.ConnectionString = _store.ConnectionStringOf(user));

        Assert.Empty(await TablesAsync());
        await _store.AskAsync($"DROP USER {user}");
    }

    [Theory]
    [InlineData("SELECT", "SchemaVersion", "permission denied for table schemaversion")]
    [InlineData("UPDATE", "OrleansQuery", "permission denied for table orleansquery")]
    [InlineData("SELECT", "OrleansMembershipTable", "permission denied for table orleansmembershiptable")]
    [InlineData("UPDATE", "OrleansMembershipTable", "UPDATE on the table orleansmembershiptable.")]
    [InlineData("SELECT", "GrainState", "SELECT on the table grainstate.")]
    [InlineData("INSERT, UPDATE", "GrainState", "INSERT on the table grainstate, UPDATE on the table grainstate.")]
    [InlineData("DELETE", "GrainRow", "DELETE on the table grainrow.")]
    [InlineData("INSERT", "SharedSecret", "INSERT on the table sharedsecret.")]
    public async Task A_user_whom_a_right_on_a_table_is_missing_is_told_which(string right, string table, string sentence)
    {
        await using var user = await UserAsync($"REVOKE {right} ON {table} FROM {{0}}");

        await RefusedAsync($"does not give the rights that are needed: {sentence}", configure: user.Configure);

        Assert.Equal(["0"], await _store.AskAsync("SELECT count(*) FROM ServiceCluster"));
    }

    /// <summary>These are the rights that infra/README.md names.</summary>
    [Fact]
    public async Task A_user_who_has_made_no_table_needs_to_read_and_write_them_and_no_more()
    {
        await using var user = await UserAsync("SELECT 1");

        await using var test = PostgreSqlTestDatabase.On(_store, configure: user.Configure);

        Assert.Equal(1, await test.CommitAsync(new("note", "demo/note/1"), null, "one", new GrainRow("key", "a", "1")));
    }

    [Fact]
    public async Task A_gateway_needs_no_right_on_what_grains_have()
    {
        await using var user = await UserAsync("REVOKE ALL ON GrainState, GrainRow FROM {0}; REVOKE INSERT, UPDATE, DELETE ON Lineage, OrleansMembershipTable FROM {0}");

        await using var test = PostgreSqlTestDatabase.On(_store, configure: user.Configure, cluster: new() { Role = NodeRole.Gateway });

        await test.Database.OpenAsync(Ct);
    }

    [Fact]
    public Task A_wrong_password_is_refused_and_not_said() => RefusedAsync(
        "refuses us: password authentication failed",
        configure: options => options.ConnectionString = _store.ConnectionStringOf("postgres", "some-other-secret"));

    [Fact]
    public Task A_database_that_is_not_there_is_not_made() => RefusedAsync(
        "is not there",
        configure: options => options.ConnectionString = options.ConnectionString!.Replace(_store.Name, "nowhere", StringComparison.Ordinal));

    [Fact]
    public Task A_server_that_does_not_answer_is_named() => RefusedAsync(
        "cannot be reached",
        "The database nowhere at 127.0.0.1:1 ",
        options => options.ConnectionString = "Host=127.0.0.1;Port=1;Database=nowhere;Username=ana;Password=some-other-secret");

    [Fact]
    public async Task A_database_of_another_encoding_is_refused()
    {
        var latin = $"{_store.Name}_latin";
        await _store.AskAsync($"CREATE DATABASE {latin} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc");

        await RefusedAsync(
            "has the encoding LATIN1: it needs UTF8",
            configure: options => options.ConnectionString = options.ConnectionString!.Replace(_store.Name, latin, StringComparison.Ordinal));

        await _store.AskAsync($"DROP DATABASE {latin}");
    }

    [Fact]
    public async Task A_start_that_failed_lets_go_of_the_folder_and_the_next_may_succeed()
    {
        await _store.AskAsync($"ALTER DATABASE {_store.Name} SET synchronous_commit = off");
        await RefusedAsync("synchronous_commit");
        await _store.AskAsync($"ALTER DATABASE {_store.Name} RESET synchronous_commit");

        await using var test = PostgreSqlTestDatabase.On(_store);

        Assert.Equal(1, await test.CommitAsync(new("note", "demo/note/1"), null, "one"));
    }

    [Theory]
    [InlineData(BeforeTheSession, false)]
    [InlineData(BeforeTheCluster, false)]
    [InlineData(BeforeTheCluster, true)]
    public async Task A_start_has_time_for_a_server_that_answered_and_is_slow_then(string before, bool duringStartup)
    {
        await using (var first = PostgreSqlTestDatabase.On(_store)) await first.Database.OpenAsync(Ct);
        await using var ready = await HoldAsync(before);
        // Another name, because the driver reads the types of a database, ranges among them, once for each connection string.
        await using var test = PostgreSqlTestDatabase.On(_store, configure: options => options.ConnectionString += ";Application Name=second");
        var start = test.Database.OpenAsync(Ct);
        await _store.WaitsForLockAsync();

        await using var vacuum = await ConnectAsync();

        await using (var types = await HoldAsync("LOCK TABLE pg_range IN ACCESS EXCLUSIVE MODE"))
        {
            // The next connection fills the server's cache of the catalogue anew and so waits before it is let in, as behind a vacuum now and then.
            if (duringStartup) await RunAsync(vacuum, "ANALYZE pg_attribute");
            await ready.DisposeAsync();
            await RunAsync(types, WaitsPastThePatience);
        }

        await start.Within("the start");
    }

    [Fact]
    public async Task The_connections_for_the_clusters_tables_are_there_when_the_start_is_over()
    {
        await using var test = PostgreSqlTestDatabase.On(_store, configure: options => options.ConnectionString += ";Application Name=slow");
        await test.Database.OpenAsync(Ct);
        await using var types = await HoldAsync("LOCK TABLE pg_range IN ACCESS EXCLUSIVE MODE");

        foreach (var connection in await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => test.Database.OpenClusterConnectionAsync(Ct).AsTask())))
            await connection.DisposeAsync();
    }

    /// <summary>A user on tables that somebody else has made, who may read and write them but for what is taken from them.</summary>
    private async Task<User> UserAsync(string take)
    {
        await using (var first = PostgreSqlTestDatabase.On(_store)) await first.Database.OpenAsync(Ct);
        var user = new User(_store);
        await _store.AskAsync($"""
            DELETE FROM ServiceCluster;
            CREATE USER {user.Name} PASSWORD '{PrivatePostgres.Password}';
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {user.Name};
            REVOKE CREATE ON SCHEMA public FROM PUBLIC;
            {take.Replace("{0}", user.Name, StringComparison.Ordinal)}
            """);
        return user;
    }

    /// <summary>Holds a lock until the connection is disposed of.</summary>
    private async Task<NpgsqlConnection> HoldAsync(string statement)
    {
        var somebody = await ConnectAsync();
        await RunAsync(somebody, $"BEGIN; {statement}");
        return somebody;
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var somebody = new NpgsqlConnection(_store.ConnectionString);
        await somebody.OpenAsync(Ct);
        return somebody;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private async Task RefusedAsync(string sentence, string? place = null, Action<StorageOptions>? configure = null)
    {
        await using var test = PostgreSqlTestDatabase.On(_store, configure: configure);

        var refused = await Assert.ThrowsAsync<StorageStartException>(() => test.Database.OpenAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith(place ?? "The database ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.DoesNotContain(PrivatePostgres.Password, refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("some-other-secret", refused.ToString(), StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<string>> TablesAsync() =>
        _store.AskAsync("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1");

    /// <summary>Of the server, and gone with the test.</summary>
    private sealed class User(PostgreSqlStore store) : IAsyncDisposable
    {
        public string Name { get; } = $"user_of_{store.Name}";

        public void Configure(StorageOptions options) => options.ConnectionString = store.ConnectionStringOf(Name);

        public async ValueTask DisposeAsync() => await store.AskAsync($"DROP OWNED BY {Name}; DROP USER {Name}");
    }
}
