using System.Globalization;
using Orleans.Storage;

namespace OrleansRealtime.Storage;

/// <summary>
/// What Orleans' AdoNet storage does, with the same statements on the same rows: the ETag is the version, a statement that answers no row
/// is a conflict, and a failure of the database surfaces as it is.
/// </summary>
internal sealed class DatabaseGrainStorage(IGrainDatabase database, JsonGrainStorageSerializer serializer) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = GrainKeys.Of(grainId);
        var rows = await database.ReadAsync(
            database.Sql.GrainRead,
            row => (Payload: row.IsDBNull(0) ? null : (byte[])row.GetValue(0), Version: row.GetInt64(1)),
            Row(stateName, key)).ConfigureAwait(false);
        var (payload, version) = rows.FirstOrDefault();
        grainState.State = payload is null ? default : serializer.Deserialize<T>(new BinaryData(payload));
        grainState.State ??= Activator.CreateInstance<T>();
        grainState.ETag = rows.Count == 0 ? null : version.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = payload is not null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = GrainKeys.Of(grainId);
        // Here and not behind the door: what is written is the state as it is now.
        var payload = serializer.Serialize(grainState.State).ToArray();
        var version = await ChangeAsync(
            database.Sql.GrainWrite, grainState.ETag, [.. Row(stateName, key), ("@PayloadBinary", payload)]).ConfigureAwait(false);
        grainState.ETag = version ?? throw Conflict("write", stateName, key, grainState.ETag);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (!grainState.RecordExists && grainState.ETag is null)
        {
            await ReadStateAsync(stateName, grainId, grainState).ConfigureAwait(false);
            if (!grainState.RecordExists)
                return;
        }
        var key = GrainKeys.Of(grainId);
        var version = await ChangeAsync(database.Sql.GrainClear, grainState.ETag, Row(stateName, key)).ConfigureAwait(false);
        grainState.ETag = version ?? throw Conflict("clear", stateName, key, grainState.ETag);
        grainState.RecordExists = false;
        grainState.State = Activator.CreateInstance<T>();
    }

    private async Task<string?> ChangeAsync(string statement, string? eTag, (string, object?)[] parameters)
    {
        object? held = eTag is null ? null : long.Parse(eTag, CultureInfo.InvariantCulture);
        var versions = await database.WriteAsync(
            statement, row => row.GetInt64(0), [.. parameters, ("@GrainStateVersion", held)]).ConfigureAwait(false);
        return versions is [var version] ? version.ToString(CultureInfo.InvariantCulture) : null;
    }

    private (string, object?)[] Row(string stateName, string key) =>
        [("@ServiceId", database.ServiceId), ("@GrainTypeString", stateName), ("@GrainIdExtensionString", key)];

    private static InconsistentStateException Conflict(string operation, string stateName, string key, string? eTag) =>
        new($"Version conflict in the {operation} of {stateName} {key}, which is not at ETag {eTag ?? "(new)"}.", null, eTag);
}
