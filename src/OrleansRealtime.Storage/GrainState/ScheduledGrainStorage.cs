using System.Data.Common;
using System.Diagnostics;
using Orleans.Storage;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Storage.GrainState;

/// <summary>
/// Orleans' AdoNet storage, run where and when the database has it run. Orleans takes SQLite's driver for asynchronous, which it is not: each
/// call would block a grain's turn, and one that waits for the writer's lock a thread.
/// </summary>
internal sealed class ScheduledGrainStorage(IGrainStorage inner, IAdoNetDatabase database, StorageMetrics metrics) : IGrainStorage
{
    /// <exception cref="ArgumentException">The grain's key would be stored as another one. An activation reads before anything else, so that
    /// nothing is ever written or cleared under such a key either.</exception>
    /// <exception cref="StoreUnavailableException">The database failed. An activation that cannot read fails whoever called it, from other processes
    /// too, and those cannot read a driver's exception.</exception>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        RequireKey(grainId);
        try
        {
            await database.RunReadAsync(() => inner.ReadStateAsync(stateName, grainId, grainState)).ConfigureAwait(false);
        }
        catch (DbException e)
        {
            throw StoreUnavailableException.Of(e);
        }
    }

    /// <exception cref="NotStorableException">The store refused what was to be written, and would again; nothing of it is stored.</exception>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var written = Copy(grainState);
        var stored = (IStoredState)written.State!;
        await CommitAsync(stateName, grainId, stored.Rows, stored.IsBackground, () => inner.WriteStateAsync(stateName, grainId, written)).ConfigureAwait(true);
        (grainState.ETag, grainState.RecordExists) = (written.ETag, written.RecordExists);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var cleared = Copy(grainState);
        await CommitAsync(stateName, grainId, [], isBackground: false, () => inner.ClearStateAsync(stateName, grainId, cleared)).ConfigureAwait(true);
        (grainState.State, grainState.ETag, grainState.RecordExists) = (cleared.State, cleared.ETag, cleared.RecordExists);
    }

    private async Task CommitAsync(string stateName, GrainId grainId, IReadOnlyList<GrainRow> rows, bool isBackground, Func<Task> write)
    {
        using var activity = StorageTracing.BeginCommit(stateName);
        var began = Stopwatch.GetTimestamp();
        var outcome = CommitOutcome.Failed;
        try
        {
            // Back into a turn of the grain at once, where its caller goes on anyway: by way of the thread pool it would be two steps.
            await database.RunWriteAsync(new(stateName, grainId.Key.ToString()!), rows, isBackground, write).ConfigureAwait(true);
            outcome = CommitOutcome.Durable;
        }
        catch (InconsistentStateException)
        {
            outcome = CommitOutcome.Conflict;
            throw;
        }
        catch (Exception e) when (database.IsRefusal(e))
        {
            outcome = CommitOutcome.Refused;
            throw new NotStorableException($"The database refused what {stateName} {grainId.Key} has to store: {e.Message}");
        }
        finally
        {
            metrics.Committed(stateName, outcome, began);
        }
    }

    // Orleans' storage sets the new ETag as soon as its statement has run. On SQLite the statement runs within a transaction that writes of
    // other grains share, and that one is committed later, or not at all: then the grain would hold an ETag that was never stored. So the
    // storage is given a copy, and the grain's own state follows once the write is durable.
    private static GrainState<T> Copy<T>(IGrainState<T> state) => new(state.State, state.ETag) { RecordExists = state.RecordExists };

    // Orleans' storage takes a key like "42", "face" or "42+a" for a number or a GUID and then stores another key; no key with a slash before
    // any plus is taken for one. PostgreSQL has no U+0000 in its texts.
    private static void RequireKey(GrainId grainId)
    {
        var key = grainId.Key.ToString()!;
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var plus = key.IndexOf('+', StringComparison.Ordinal);
        if (slash < 0 || (plus >= 0 && plus < slash) || key.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"The grain key '{key}' cannot be stored: a key has a '/', no '+' before it, and no U+0000.", nameof(grainId));
        }
    }
}
