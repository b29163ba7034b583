using Orleans.Storage;
using OrleansRealtime.Consistency.Clients;
using OrleansRealtime.Grains.Inbox;

namespace OrleansRealtime.Consistency.Faults;

/// <summary>The real storage, whose writes fail before or after they commit, or time out and commit when nobody waits for them any more.</summary>
internal sealed class FaultyGrainStorage(IGrainStorage inner, Nemesis nemesis) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (nemesis.Roll($"read {stateName} {grainId.Key}", (Fault.RowsFail, 0.01)) != Fault.None) throw new IOException("The read fails.");
        return nemesis.WorkAsync(async () =>
        {
            await inner.ReadStateAsync(stateName, grainId, grainState);
            return true;
        });
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var name = $"{stateName} {grainId.Key}";
        if (nemesis.Mode == NemesisMode.NobodyTold && stateName == InboxRows.StateName)
        {
            nemesis.Strike(Fault.WriteFailsBefore, name);
            throw new IOException("No inbox can be written.");
        }

        if (nemesis.IsLastAnswerLost(name))
        {
            await WriteAsync(grainState);
            throw new IOException("The answer to the last write is lost.");
        }

        // What is lost at a hot entity is soon overtaken, so that it commits late at a quiet one only.
        var lost = name.EndsWith($"/{ContentionWorkload.Entity}", StringComparison.Ordinal) ? 0.3 : 0.02;
        switch (nemesis.Roll($"write {name}", (Fault.WriteFailsBefore, 0.02), (Fault.WriteFailsAfter, 0.025), (Fault.WriteLostAndLate, lost)))
        {
            case Fault.WriteFailsBefore:
                throw new IOException("The write fails.");
            case Fault.WriteFailsAfter:
                await WriteAsync(grainState);
                throw new IOException("The answer to a write that was committed is lost.");
            case Fault.WriteLostAndLate:
                var late = new LateState<T>(grainState);
                nemesis.Later(nemesis.Random.Next($"late {name}", 0, 300), () => WriteAsync(late));
                throw new TimeoutException("The write times out; it is still on its way.");
            default:
                await WriteAsync(grainState);
                break;
        }

        Task WriteAsync(IGrainState<T> state) => nemesis.WorkAsync(async () =>
        {
            await inner.WriteStateAsync(stateName, grainId, state);
            return true;
        });
    }

    private sealed class LateState<T>(IGrainState<T> source) : IGrainState<T>
    {
        [System.Diagnostics.CodeAnalysis.AllowNull]
        public T State { get; set; } = source.State!;

        public string? ETag { get; set; } = source.ETag;

        public bool RecordExists { get; set; } = source.RecordExists;
    }
}
