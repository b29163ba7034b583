namespace OrleansRealtime.Storage.Sqlite;

/// <summary>
/// One writer at a time, and one transaction for all who wait. SQLite admits one writer anyway, but lets the others wait by polling in steps
/// of 150 ms on a blocked thread; here they wait in order, on none. A commit costs its flush to the disk far more than what it flushes, so
/// all who came while one was under way share the next: whoever is told thousands of things in the background never has more than that
/// one commit between an edit and its own.
/// <para>
/// Each write is as alone as in a transaction of its own: it is undone by itself when it fails, whoever comes after it sees what it did,
/// and it is answered once all are durable. When the commit fails, or the store gives up the transaction, all of it fail, and of a commit
/// nobody knows whether it happened.
/// </para>
/// What it runs, it runs on the thread pool: SQLite's calls block, and a grain's turn must not.
/// </summary>
internal sealed class WriterGate(IWriteTransaction transaction, StorageMetrics? metrics = null) : IDisposable
{
    /// <summary>The most writes in one transaction. 64: a flush is shared among enough that it no longer shows, and nobody waits long for
    /// the work of the others.</summary>
    private const int MaxWrites = 64;

    private readonly Lock _gate = new();
    private readonly Queue<Write> _waiting = [];
    private readonly List<Write> _together = [];
    private Task _run = Task.CompletedTask;
    private bool _isRunning;
    private bool _closed;

    /// <summary>Runs a write in a transaction that it may share, and answers once that is durable.</summary>
    /// <exception cref="ObjectDisposedException">Closed before its turn.</exception>
    public Task<T> RunAsync<T>(Func<Task<T>> write, CancellationToken ct = default) => Enqueue(new Write<T>(write, isAlone: false, ct));

    /// <summary>Runs something that no transaction may be open for.</summary>
    public Task<T> RunAloneAsync<T>(Func<Task<T>> action, CancellationToken ct = default) => Enqueue(new Write<T>(action, isAlone: true, ct));

    /// <summary>
    /// Waits for the transaction under way; those behind it and later ones are refused.
    /// </summary>
    public void Dispose()
    {
        Task run;
        lock (_gate)
        {
            _closed = true;
            run = _run;
        }

        run.Wait();
    }

    private Task<T> Enqueue<T>(Write<T> write)
    {
        lock (_gate)
        {
            if (_closed)
            {
                write.Refuse();
                return write.Answer;
            }

            _waiting.Enqueue(write);
            if (_isRunning) return write.Answer;
            _isRunning = true;
            _run = Task.Run(RunAllAsync, CancellationToken.None);
            return write.Answer;
        }
    }

    // Never faults: whatever happens goes to those who wait.
    private async Task RunAllAsync()
    {
        while (TakeNext())
        {
            if (_together is [{ IsAlone: true } alone]) await alone.RunAsync().ConfigureAwait(false);
            else await RunTogetherAsync().ConfigureAwait(false);
            foreach (var write in _together) write.Complete();
        }
    }

    private bool TakeNext()
    {
        lock (_gate)
        {
            _together.Clear();
            while (_closed && _waiting.TryDequeue(out var late)) late.Refuse();
            while (_together.Count < MaxWrites && _waiting.TryPeek(out var next) && (!next.IsAlone || _together.Count == 0))
            {
                _together.Add(_waiting.Dequeue());
                if (next.IsAlone) break;
            }

            return _isRunning = _together.Count > 0;
        }
    }

    private async Task RunTogetherAsync()
    {
        try
        {
            transaction.Begin();
            if (await RunPartsAsync().ConfigureAwait(false)) transaction.Commit();
            else transaction.Undo();
            metrics?.WrittenTogether(_together.Count);
        }
        catch (Exception error)
        {
            transaction.Abandon();
            foreach (var write in _together) write.Fail(error);
        }
    }

    /// <returns>Whether there is anything to commit.</returns>
    private async Task<bool> RunPartsAsync()
    {
        // Nobody else's work has to outlive its failure, so it needs no part that can be undone by itself.
        if (_together is [var only]) return await only.RunAsync().ConfigureAwait(false);
        foreach (var write in _together)
        {
            transaction.BeginPart();
            if (await write.RunAsync().ConfigureAwait(false)) transaction.KeepPart();
            else transaction.UndoPart();
        }

        return true;
    }

    private abstract class Write(bool isAlone)
    {
        public bool IsAlone { get; } = isAlone;

        /// <summary>Keeps what came of it until the answer; false when it failed.</summary>
        public abstract Task<bool> RunAsync();

        /// <summary>Has it fail unless it did so for a reason of its own.</summary>
        public abstract void Fail(Exception error);

        public abstract void Complete();

        public abstract void Refuse();
    }

    private sealed class Write<T>(Func<Task<T>> write, bool isAlone, CancellationToken ct) : Write(isAlone)
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _error;

        public Task<T> Answer => _answer.Task;

        public override async Task<bool> RunAsync()
        {
            try
            {
                ct.ThrowIfCancellationRequested();
                _result = await write().ConfigureAwait(false);
                return true;
            }
            catch (Exception error)
            {
                _error = error;
                return false;
            }
        }

        public override void Fail(Exception error) => _error ??= error;

        public override void Complete()
        {
            if (_error is null) _answer.TrySetResult(_result!);
            else if (_error is OperationCanceledException && ct.IsCancellationRequested) _answer.TrySetCanceled(ct);
            else _answer.TrySetException(_error);
        }

        public override void Refuse() => _answer.TrySetException(new ObjectDisposedException(nameof(WriterGate)));
    }
}

/// <summary>The transaction of the one writer. Each part of it can be undone by itself.</summary>
internal interface IWriteTransaction
{
    void Begin();

    void BeginPart();

    void KeepPart();

    /// <exception cref="Exception">The store has given up the whole transaction.</exception>
    void UndoPart();

    /// <exception cref="Exception">Nobody knows whether it is durable.</exception>
    void Commit();

    /// <summary>Ends the transaction as if it had never been.</summary>
    /// <exception cref="Exception">The store has given it up already.</exception>
    void Undo();

    /// <summary>Leaves nothing open, whatever happened. Does not throw.</summary>
    void Abandon();
}
