using Orleans.Storage;

namespace OrleansRealtime.Storage.GrainState;

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

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _ = GrainKeys.Of(grainId);
        var written = Copy(grainState);
        await database.AdmitWriteAsync(() => inner.WriteStateAsync(stateName, grainId, written)).ConfigureAwait(false);
        (grainState.ETag, grainState.RecordExists) = (written.ETag, written.RecordExists);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _ = GrainKeys.Of(grainId);
        var cleared = Copy(grainState);
        await database.AdmitWriteAsync(() => inner.ClearStateAsync(stateName, grainId, cleared)).ConfigureAwait(false);
        (grainState.State, grainState.ETag, grainState.RecordExists) = (cleared.State, cleared.ETag, cleared.RecordExists);
    }

    // Orleans' storage takes the new ETag when its statement is through; SQLite's transaction around it may still fail.
    private static GrainState<T> Copy<T>(IGrainState<T> state) => new(state.State, state.ETag) { RecordExists = state.RecordExists };
}
