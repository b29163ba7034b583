using Orleans.Storage;

namespace OrleansRealtime.Storage;

/// <summary>
/// Orleans' AdoNet storage behind the database's doors. It treats SQLite's driver as asynchronous, which it is not: each call would block
/// a grain's turn, and waiting for the writer's lock a thread.
/// </summary>
internal sealed class AdmittedGrainStorage(IGrainStorage inner, IGrainDatabase database) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _ = GrainKeys.Of(grainId);
        return database.AdmitReadAsync(() => inner.ReadStateAsync(stateName, grainId, grainState));
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _ = GrainKeys.Of(grainId);
        return database.AdmitWriteAsync(() => inner.WriteStateAsync(stateName, grainId, grainState));
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _ = GrainKeys.Of(grainId);
        return database.AdmitWriteAsync(() => inner.ClearStateAsync(stateName, grainId, grainState));
    }
}
