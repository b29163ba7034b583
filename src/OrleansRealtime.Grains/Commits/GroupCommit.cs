using System.Diagnostics;
using System.Runtime.ExceptionServices;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Grains.Commits;

/// <summary>
/// The one writer of a grain. Operations queue while a write is under way; then all that wait are applied in order to one
/// <see cref="CommitBatch{TRecord}"/> and become durable by one write, and each caller gets its own answer. What others may see,
/// <see cref="Committed"/>, changes only after the write succeeded; then the batch's effects are applied.
/// <para>
/// A write that failed may still commit later (a time-out says nothing). So every waiter fails, the grain deactivates, and its key stands
/// in <see cref="UnresolvedWrites"/> until the next activation has fenced: <see cref="FenceAsync"/> commits a write that changes nothing
/// but the ETag and what the activation changed, after which the lost write can only fail.
/// When the store refuses what an operation brings, that one alone fails, with <see cref="NotStorableException"/>, and the grain goes on.
/// When applying the effects fails, the commit stands and all in it are answered, but the grain's memory may be wrong: it deactivates too.
/// </para>
/// Lives on its grain's scheduler; nothing here locks.
/// </summary>
/// <param name="metrics">Counts operations per commit, and those that were turned away.</param>
/// <param name="committed">Applies the effects of a batch that is durable.</param>
/// <param name="failed">Deactivates the grain: nothing more is taken.</param>
/// <param name="isChanged">Whether the record is another than storage has: the fence, which is then always written, commits it.</param>
internal sealed class GroupCommit<TRecord>(
    IPersistentState<StoredState<TRecord>> storage,
    UnresolvedWrites unresolved,
    string owner,
    int maxWaiting,
    GrainsMetrics metrics,
    Action<CommitBatch<TRecord>> committed,
    Action<Exception> failed,
    bool isChanged = false)
    where TRecord : class
{
    private readonly Queue<Operation> _waiting = [];
    private bool _running;
    private bool _broken;
    private Task? _fence;

    /// <summary>The record as last committed.</summary>
    public TRecord? Committed { get; private set; } = storage.State.State;

    /// <summary>The batch whose write is under way, if one is.</summary>
    public ICommitRows? Writing { get; private set; }

    /// <summary>Whether nothing waits for a commit.</summary>
    public bool IsIdle => !_running;

    /// <summary>Makes sure that no lost write of an earlier activation can follow, and that the record is committed. To be awaited before anything is served.</summary>
    /// <exception cref="CommitFailedException">The fence could not be written.</exception>
    public Task FenceAsync()
    {
        if (_broken) throw new CommitFailedException();
        if (!isChanged && !unresolved.Contains(owner)) return Task.CompletedTask;
        return _fence ??= WriteFenceAsync();
    }

    private async Task WriteFenceAsync()
    {
        try
        {
            storage.State = new() { State = Committed };
            await storage.WriteStateAsync();
            unresolved.Remove(owner);
        }
        catch (Exception error)
        {
            unresolved.Add(owner);
            Break(error);
            throw new CommitFailedException(error);
        }
    }

    /// <summary>Queues an operation and answers once what it did is durable.</summary>
    /// <param name="apply">Changes the batch and makes the answer; runs in turn with all others. When it throws, the batch is as before it.</param>
    /// <param name="prepare">Reads what <paramref name="apply"/> needs from storage, right before the batch is made; at once with the others'.</param>
    /// <param name="isBackground">Nobody waits for it as for an edit. A commit of such operations alone leaves the way to others.</param>
    /// <exception cref="CommitOverloadException">Too many wait already; nothing was queued.</exception>
    /// <exception cref="CommitFailedException">The write failed or its outcome is not known.</exception>
    /// <exception cref="NotStorableException">The store cannot hold what the operation brings; nothing was committed.</exception>
    public Task<TAnswer> RunAsync<TAnswer>(Func<CommitBatch<TRecord>, TAnswer> apply, Func<Task>? prepare = null, bool isBackground = false)
    {
        if (_broken) throw new CommitFailedException();
        if (_waiting.Count >= maxWaiting)
        {
            metrics.Rejected();
            throw new CommitOverloadException();
        }

        var operation = new Operation<TAnswer>(apply, prepare, isBackground);
        _waiting.Enqueue(operation);
        if (!_running) _ = RunAllAsync();
        return operation.Answer;
    }

    // Never faults: whatever happens goes to the waiters.
    private async Task RunAllAsync()
    {
        _running = true;
        try
        {
            while (_waiting.Count > 0 && !_broken) await CommitNextAsync();
        }
        finally
        {
            _running = false;
        }
    }

    private async Task CommitNextAsync()
    {
        var operations = new List<Operation>(Math.Min(_waiting.Count, CommitLimits.MaxOperations));
        while (operations.Count < CommitLimits.MaxOperations && _waiting.TryDequeue(out var operation)) operations.Add(operation);
        await CommitAsync(operations);
    }

    private async Task CommitAsync(List<Operation> operations)
    {
        using var activity = GrainsTracing.IsOn ? GrainsTracing.BeginCommit(operations.Select(operation => operation.Caller)) : null;
        await Task.WhenAll(operations.Select(operation => operation.PrepareAsync()));

        var batch = new CommitBatch<TRecord>(Committed);
        foreach (var operation in operations) operation.Apply(batch);
        if (batch.IsDirty && !await WriteAsync(batch, operations)) return;
        foreach (var operation in operations) operation.Complete();
    }

    /// <summary>Of operations whose common write the store refused each is tried alone: one of them is at fault, and the others must not fail
    /// with it.</summary>
    private async Task CommitOneByOneAsync(List<Operation> operations, NotStorableException refusal)
    {
        if (operations is [var one])
        {
            one.Fail(refusal);
            return;
        }

        foreach (var operation in operations)
        {
            if (_broken) operation.Fail(new CommitFailedException(refusal));
            else await CommitAsync([operation]);
        }
    }

    /// <returns>Whether the operations are still to be answered.</returns>
    private async Task<bool> WriteAsync(CommitBatch<TRecord> batch, List<Operation> operations)
    {
        try
        {
            Writing = batch;
            storage.State = new() { State = batch.Record, Rows = batch.Rows, IsBackground = operations.TrueForAll(operation => operation.IsBackground) };
            await storage.WriteStateAsync();
        }
        catch (Exception error) when (Refusal(error) is { } refusal)
        {
            Writing = null;
            await CommitOneByOneAsync(operations, refusal);
            return false;
        }
        catch (Exception error)
        {
            unresolved.Add(owner);
            foreach (var operation in operations) operation.Fail(new CommitFailedException(error));
            Break(error);
            return false;
        }

        Writing = null;
        Committed = batch.Record;
        metrics.Committed(operations.Count);
        try
        {
            committed(batch);
            return true;
        }
        catch (Exception error)
        {
            foreach (var operation in operations) operation.Complete();
            Break(new InvalidOperationException("The commit is durable; applying its effects failed.", error));
            return false;
        }
    }

    /// <summary>What Orleans wraps, when the storage refused.</summary>
    private static NotStorableException? Refusal(Exception error) => error as NotStorableException ?? error.InnerException as NotStorableException;

    private void Break(Exception error)
    {
        _broken = true;
        // Those who still wait were never applied, but the next activation serves them no sooner than a retry of their own would.
        while (_waiting.TryDequeue(out var operation)) operation.Fail(new CommitFailedException(error));
        failed(error);
    }

    private abstract class Operation(Func<Task>? prepare, bool isBackground)
    {
        public bool IsBackground => isBackground;

        /// <summary>In whose trace it is, if somebody looks.</summary>
        public Activity? Caller { get; } = GrainsTracing.Caller;

        protected ExceptionDispatchInfo? Error { get; set; }

        public async Task PrepareAsync()
        {
            Error = null;
            if (prepare is null) return;
            try
            {
                await prepare();
            }
            catch (Exception error)
            {
                Error = ExceptionDispatchInfo.Capture(error);
            }
        }

        public abstract void Apply(CommitBatch<TRecord> batch);

        public abstract void Complete();

        public abstract void Fail(Exception error);
    }

    private sealed class Operation<TAnswer>(Func<CommitBatch<TRecord>, TAnswer> apply, Func<Task>? prepare, bool isBackground)
        : Operation(prepare, isBackground)
    {
        // Continuations run in turns of their own: one caller's must not delay the others' answers.
        private readonly TaskCompletionSource<TAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TAnswer? _result;

        public Task<TAnswer> Answer => _answer.Task;

        public override void Apply(CommitBatch<TRecord> batch)
        {
            if (Error is not null) return;
            try
            {
                _result = batch.Apply(apply);
            }
            catch (Exception error)
            {
                Error = ExceptionDispatchInfo.Capture(error);
            }
        }

        public override void Complete()
        {
            if (Error is null) _answer.TrySetResult(_result!);
            else _answer.TrySetException(Error.SourceException);
        }

        public override void Fail(Exception error) => _answer.TrySetException(error);
    }
}
