using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Sqlite;

namespace OrleansRealtime.Tests.Storage;

/// <summary>The database without an engine: commits are the statements that both engines send.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly TestFolder? _ownFolder;

    public TestDatabase(TestFolder? folder = null)
    {
        Folder = folder ?? (_ownFolder = new TestFolder());
        var options = new StorageOptions { Folder = Folder.Path, ServiceId = "test", BusyTimeout = TimeSpan.FromSeconds(1) };
        Database = new SqliteDatabase(Options.Create(options), TimeProvider.System, NullLogger<SqliteDatabase>.Instance);
        Rows = new SqliteGrainRows(Database);
    }

    public TestFolder Folder { get; }

    public SqliteDatabase Database { get; }

    public IGrainRows Rows { get; }

    /// <summary>The new version, or null for a conflict.</summary>
    public Task<long?> CommitAsync(GrainRowOwner owner, long? version, string state, params GrainRow[] rows)
    {
        var stored = new StoredState<Note> { State = new Note(state), Rows = rows };
        return SendAsync(SqliteStatements.GrainWrite, owner, version, new JsonGrainStorageSerializer().Serialize(stored).ToArray());
    }

    public Task<long?> CommitTextAsync(GrainRowOwner owner, long? version, string payload) =>
        SendAsync(SqliteStatements.GrainWrite, owner, version, Encoding.UTF8.GetBytes(payload));

    public Task<long?> ClearAsync(GrainRowOwner owner, long? version) => SendAsync(SqliteStatements.GrainClear, owner, version, null);

    /// <summary>Version and state as stored; no version where there is no row, no state where it was cleared.</summary>
    public async Task<(long? Version, string? State)> ReadAsync(GrainRowOwner owner)
    {
        var read = await Database.ReadAsync(session => session.Query(
            SqliteStatements.GrainRead,
            row => ((long?)row.GetInt64(1), row.IsDBNull(0) ? null : (byte[])row.GetValue(0)),
            [.. Key(owner)]));
        var (version, payload) = read.SingleOrDefault();
        if (payload is null)
            return (version, null);
        var stored = new JsonGrainStorageSerializer().Deserialize<StoredState<Note>>(new BinaryData(payload))!;
        return (version, stored.State!.Text);
    }

    public Task<IReadOnlyList<GrainRow>> AllAsync(GrainRowOwner owner, string collection) =>
        Rows.ReadAsync(owner, collection, new GrainRowRange(Limit: int.MaxValue)).AsTask();

    /// <summary>The first column of every row, as text, on a connection like those that are served.</summary>
    public IReadOnlyList<string> Ask(string sql, int column = 0)
    {
        using var connection = Database.Connect(SqliteOpenMode.ReadWrite, pooling: true);
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

    private async Task<long?> SendAsync(string statement, GrainRowOwner owner, long? version, byte[]? payload)
    {
        List<(string, object?)> parameters = [.. Key(owner), ("@GrainStateVersion", version)];
        if (payload is not null)
            parameters.Add(("@PayloadBinary", payload));
        var versions = await Database.WriteAsync(session => session.Query(statement, row => row.GetInt64(0), [.. parameters]));
        return versions.Count == 0 ? null : versions.Single();
    }

    private static (string, object?)[] Key(GrainRowOwner owner) =>
        [("@ServiceId", "test"), ("@GrainTypeString", owner.StateName), ("@GrainIdExtensionString", owner.GrainKey)];
}

/// <summary>Some state.</summary>
internal sealed record Note(string Text);
