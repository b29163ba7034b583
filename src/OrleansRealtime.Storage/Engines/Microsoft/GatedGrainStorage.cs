using Orleans.Storage;
using OrleansRealtime.Storage.Sqlite;

namespace OrleansRealtime.Storage;

/// <summary>
/// Orleans' AdoNet storage treats SQLite's driver as asynchronous, which it is not: each call would block a grain's turn, and waiting for
/// the writer's lock a thread. So writes go one at a time through the gate, and reads to the thread pool.
/// </summary>
internal sealed class GatedGrainStorage(IGrainStorage inner, SqliteDatabase database) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _ = GrainKeys.Of(grainId);
        return Task.Run(() => inner.ReadStateAsync(stateName, grainId, grainState));
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _ = GrainKeys.Of(grainId);
        return WriteAsync(() => inner.WriteStateAsync(stateName, grainId, grainState));
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _ = GrainKeys.Of(grainId);
        return WriteAsync(() => inner.ClearStateAsync(stateName, grainId, grainState));
    }

    private Task<bool> WriteAsync(Func<Task> write) => database.Gate.RunAsync(async () =>
    {
        await write().ConfigureAwait(false);
        return true;
    });
}
