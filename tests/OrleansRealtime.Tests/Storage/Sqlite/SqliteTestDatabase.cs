using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Sqlite;

namespace OrleansRealtime.Tests.Storage.Sqlite;

/// <summary>In a folder of its own, or in one that outlives it.</summary>
internal sealed class SqliteTestDatabase : TestDatabase, IDisposable
{
    private readonly TestFolder? _ownFolder;

    public SqliteTestDatabase()
        : this(new TestFolder()) => _ownFolder = Folder;

    public SqliteTestDatabase(TestFolder folder)
        : this(folder, New(folder))
    {
    }

    private SqliteTestDatabase(TestFolder folder, SqliteDatabase database)
        : base(database) => (Folder, Database) = (folder, database);

    public TestFolder Folder { get; }

    public SqliteDatabase Database { get; }

    /// <summary>The first column of every row, as text, on a connection like those that are served.</summary>
    public IReadOnlyList<string> Ask(string sql, int column = 0)
    {
        using var connection = Database.Connect(SqliteOpenMode.ReadWrite);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetString(column));
        return rows;
    }

    public void Dispose()
    {
        Database.Dispose();
        _ownFolder?.Dispose();
    }

    public override ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static SqliteDatabase New(TestFolder folder)
    {
        var options = new StorageOptions { Folder = folder.Path, ServiceId = "test", BusyTimeout = TimeSpan.FromSeconds(1) };
        return new(Options.Create(options), TimeProvider.System, NullLogger<SqliteDatabase>.Instance);
    }
}
