using Microsoft.Data.Sqlite;
using Npgsql;

namespace OrleansRealtime.EndToEndTests.Servers;

/// <summary>Where a server keeps what it committed: the settings for it, and a database that goes with the test.</summary>
internal sealed class StoreUnderServer : IAsyncDisposable
{
    private readonly PrivatePostgres? _postgres;
    private readonly string _database = "";

    private StoreUnderServer()
    {
    }

    private StoreUnderServer(PrivatePostgres postgres, string database)
    {
        (_postgres, _database) = (postgres, database);
        Settings = [("Data:Store", "postgres"), ("Data:ConnectionString", postgres.ConnectionString(database))];
    }

    /// <summary>Of the server's start.</summary>
    public (string Key, string Value)[] Settings { get; } = [];

    /// <param name="name"><c>sqlite</c>, or <c>postgres</c> on the server that all tests share.</param>
    public static async Task<StoreUnderServer> OfAsync(string name) => name == "postgres" ? await OnAsync(await SharedAsync()) : new();

    public static async Task<StoreUnderServer> OnAsync(PrivatePostgres postgres) => new(postgres, await postgres.CreateDatabaseAsync());

    /// <summary>Runs a dump of such a store, before the server's first start.</summary>
    public async Task RestoreAsync(string dump, string dataFolder)
    {
        if (_postgres is not null)
        {
            await _postgres.RestoreAsync(dump, _database);
            return;
        }

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(dataFolder, "realtime.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = dump;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Keeps everybody else from tables of a PostgreSQL store, until the answer is disposed of.</summary>
    public async Task<IAsyncDisposable> LockAsync(params string[] tables)
    {
        var connection = new NpgsqlConnection(_postgres!.ConnectionString(_database));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"BEGIN; LOCK TABLE {string.Join(", ", tables)} IN ACCESS EXCLUSIVE MODE";
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null) await _postgres.DropDatabaseAsync(_database);
    }

    private static Task<PrivatePostgres> SharedAsync()
    {
        Requirement.Is(PrivatePostgres.IsThere, "PostgreSQL is missing: build/need.sh postgres.");
        return PrivatePostgres.SharedAsync();
    }
}
