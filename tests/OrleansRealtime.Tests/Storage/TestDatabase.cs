using System.Text;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Storage;

/// <summary>A database without a silo: commits are the statements that Orleans sends.</summary>
internal abstract class TestDatabase(IGrainDatabase database) : IAsyncDisposable
{
    public IGrainRows Rows { get; } = new GrainRows(database);

    public IGrainDatabase Common => database;

    /// <summary>The new version, or null for a conflict.</summary>
    public Task<long?> CommitAsync(GrainRowOwner owner, long? version, string state, params GrainRow[] rows) =>
        CommitAsync(owner, version, state, isBackground: false, rows);

    /// <summary>As <see cref="CommitAsync(GrainRowOwner, long?, string, GrainRow[])"/>, of what nobody waits for.</summary>
    public Task<long?> CommitInBackgroundAsync(GrainRowOwner owner, long? version, string state) => CommitAsync(owner, version, state, isBackground: true, []);

    private async Task<long?> CommitAsync(GrainRowOwner owner, long? version, string state, bool isBackground, GrainRow[] rows)
    {
        var store = (IAdoNetDatabase)database;
        long? written = null;
        try
        {
            await store.RunWriteAsync(owner, rows, isBackground, async () =>
            {
                var payload = new JsonGrainStorageSerializer().Serialize(new StoredState<Note> { State = new Note(state) });
                await using var connection = await store.OpenConnectionAsync();
                await using var command = connection.CreateCommand();
                command.CommandText = database.Sql.GrainWrite;
                foreach (var (name, value) in ((string, object?)[])[.. Key(owner), ("@GrainStateVersion", (int?)version), ("@PayloadBinary", payload.ToArray())])
                {
                    var parameter = command.CreateParameter();
                    (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
                    command.Parameters.Add(parameter);
                }

                await using var answer = await command.ExecuteReaderAsync();
                written = await answer.ReadAsync() ? answer.GetInt32(0) : throw new Orleans.Storage.InconsistentStateException();
                await answer.NextResultAsync();
            });
        }
        catch (Orleans.Storage.InconsistentStateException)
        {
            return null;
        }

        return written;
    }

    /// <summary>Commits a payload of whatever build; a store that writes rows apart takes none out of it.</summary>
    public Task<long?> CommitTextAsync(GrainRowOwner owner, long? version, string payload) =>
        SendAsync(database.Sql.GrainWrite, owner, version, Encoding.UTF8.GetBytes(payload));

    public Task<long?> ClearAsync(GrainRowOwner owner, long? version) => SendAsync(database.Sql.GrainClear, owner, version, null);

    /// <summary>Version and state as stored; no version where there is no row, no state where it was cleared.</summary>
    public async Task<(long? Version, string? State)> ReadAsync(GrainRowOwner owner)
    {
        var read = await database.ReadAsync(
            "SELECT Version, CAST(Payload AS text) FROM GrainState "
            + "WHERE ServiceId = @ServiceId AND StateName = @GrainTypeString AND GrainKey = @GrainIdExtensionString",
            row => ((long?)row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1)),
            Key(owner));
        var (version, payload) = read.SingleOrDefault();
        return (version, payload is null ? null : StateIn(Encoding.UTF8.GetBytes(payload)));
    }

    /// <summary>What a grain that is activated reads.</summary>
    public async Task<(long? Version, string? State)> ReadAsGrainAsync(GrainRowOwner owner)
    {
        var read = await database.ReadAsync(
            database.Sql.GrainRead,
            row => ((long?)row.GetInt64(1), row.IsDBNull(0) ? null : (byte[])row.GetValue(0)),
            Key(owner));
        var (version, payload) = read.SingleOrDefault();
        return (version, payload is null ? null : StateIn(payload));
    }

    public Task<IReadOnlyList<GrainRow>> AllAsync(GrainRowOwner owner, string collection) =>
        Rows.ReadAsync(owner, collection, new GrainRowRange(Limit: int.MaxValue)).AsTask();

    public abstract ValueTask DisposeAsync();

    private static string StateIn(byte[] payload) =>
        new JsonGrainStorageSerializer().Deserialize<StoredState<Note>>(new BinaryData(payload))!.State!.Text;

    private async Task<long?> SendAsync(string statement, GrainRowOwner owner, long? version, byte[]? payload)
    {
        List<(string, object?)> parameters = [.. Key(owner), ("@GrainStateVersion", version)];
        if (payload is not null)
            parameters.Add(("@PayloadBinary", payload));
        var versions = await database.WriteAsync(statement, row => row.GetInt64(0), [.. parameters]);
        return versions.Count == 0 ? null : versions.Single();
    }

    private static (string, object?)[] Key(GrainRowOwner owner) =>
        [("@ServiceId", "test"), ("@GrainTypeString", owner.StateName), ("@GrainIdExtensionString", owner.GrainKey)];
}

/// <summary>Some state.</summary>
internal sealed record Note(string Text);
