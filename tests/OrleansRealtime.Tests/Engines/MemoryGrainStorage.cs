using System.Collections.Concurrent;
using System.Text.Json;
using Orleans.Storage;

namespace OrleansRealtime.Tests.Engines;

/// <summary>
/// Storage for tests: records as JSON, so that nothing is shared with the grain, ETags that count up, and hooks by which a test makes the
/// next operation fail before or after its commit, or holds it.
/// </summary>
public sealed class MemoryGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string State, string Key), Row> _rows = new();
    private int _underWay;
    private int _writes;
    private int _mostUnderWay;

    /// <summary>Runs before each read; what it throws is the read's failure, what it awaits holds the read.</summary>
    public Func<string, GrainId, Task>? BeforeRead { get; set; }

    /// <summary>Runs before each write and clear is committed: a failure here means that nothing was stored.</summary>
    public Func<string, GrainId, Task>? BeforeCommit { get; set; }

    /// <summary>Runs after each write and clear is committed: a failure here means that it was stored and nobody knows.</summary>
    public Func<string, GrainId, Task>? AfterCommit { get; set; }

    public JsonSerializerOptions JsonOptions { get; init; } = JsonSerializerOptions.Default;

    /// <summary>How many writes and clears were committed.</summary>
    public int Commits => _writes;

    /// <summary>The most operations that were ever under way at once.</summary>
    public int MostUnderWay => _mostUnderWay;

    /// <summary>The stored JSON, or null.</summary>
    public string? Json(string stateName, GrainId grainId) => _rows.GetValueOrDefault(KeyOf(stateName, grainId))?.Json;

    /// <summary>Changes the record behind the grain's back, as another process would.</summary>
    public void Overwrite<T>(string stateName, GrainId grainId, T state) =>
        _rows.AddOrUpdate(
            KeyOf(stateName, grainId),
            _ => new(JsonSerializer.Serialize(state, JsonOptions), 1),
            (_, row) => new(JsonSerializer.Serialize(state, JsonOptions), row.Version + 1));

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => CountedAsync(async () =>
    {
        await (BeforeRead?.Invoke(stateName, grainId) ?? Task.CompletedTask);
        var row = _rows.GetValueOrDefault(KeyOf(stateName, grainId));
        grainState.State = row?.Json is { } json ? JsonSerializer.Deserialize<T>(json, JsonOptions) : Activator.CreateInstance<T>();
        grainState.ETag = row?.ETag;
        grainState.RecordExists = row?.Json is not null;
    });

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => CountedAsync(async () =>
    {
        // Taken before anything is awaited: what the grain changes meanwhile belongs to its next write.
        var json = JsonSerializer.Serialize(grainState.State, JsonOptions);
        grainState.ETag = await CommitAsync(stateName, grainId, grainState.ETag, json);
        grainState.RecordExists = true;
    });

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => CountedAsync(async () =>
    {
        grainState.ETag = await CommitAsync(stateName, grainId, grainState.ETag, null);
        grainState.State = Activator.CreateInstance<T>();
        grainState.RecordExists = false;
    });

    private static (string State, string Key) KeyOf(string stateName, GrainId grainId) => (stateName, grainId.ToString());

    private async Task<string> CommitAsync(string stateName, GrainId grainId, string? expected, string? json)
    {
        await (BeforeCommit?.Invoke(stateName, grainId) ?? Task.CompletedTask);
        var row = _rows.AddOrUpdate(
            KeyOf(stateName, grainId),
            _ => new(json, (Check(expected, null)?.Version ?? 0) + 1),
            (_, stored) => new(json, Check(expected, stored)!.Version + 1));
        Interlocked.Increment(ref _writes);
        await (AfterCommit?.Invoke(stateName, grainId) ?? Task.CompletedTask);
        return row.ETag;
    }

    private static Row? Check(string? expected, Row? stored) =>
        expected == stored?.ETag
            ? stored
            : throw new InconsistentStateException($"The grain holds ETag {expected ?? "none"}, stored is {stored?.ETag ?? "none"}.");

    private async Task CountedAsync(Func<Task> operation)
    {
        var underWay = Interlocked.Increment(ref _underWay);
        _mostUnderWay = Math.Max(_mostUnderWay, underWay);
        try
        {
            await operation();
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    /// <summary>A record; cleared ones keep their version, as rows of a database do.</summary>
    private sealed record Row(string? Json, long Version)
    {
        public string ETag => $"v{Version}";
    }
}
