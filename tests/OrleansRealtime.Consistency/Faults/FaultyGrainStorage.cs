using Orleans.Storage;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Consistency.Faults;

/// <summary>The real storage with faults in front of it.</summary>
internal sealed class FaultyGrainStorage(IGrainStorage inner, IStorageFaults faults) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        faults.ReadAsync($"read {stateName} {grainId.Key}", async () =>
        {
            await inner.ReadStateAsync(stateName, grainId, grainState);
            return true;
        });

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => faults.WriteAsync(new(
        stateName,
        grainId,
        grainState.State is IStoredState { IsBackground: true },
        () => inner.WriteStateAsync(stateName, grainId, grainState),
        () =>
        {
            var late = new LateState<T>(grainState);
            return () => inner.WriteStateAsync(stateName, grainId, late);
        }));

    private sealed class LateState<T>(IGrainState<T> source) : IGrainState<T>
    {
        [System.Diagnostics.CodeAnalysis.AllowNull]
        public T State { get; set; } = source.State!;

        public string? ETag { get; set; } = source.ETag;

        public bool RecordExists { get; set; } = source.RecordExists;
    }
}
