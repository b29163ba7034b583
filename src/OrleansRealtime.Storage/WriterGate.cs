namespace OrleansRealtime.Storage;

/// <summary>
/// One writer at a time. SQLite admits one anyway, but lets the others wait by polling in steps of 150 ms on a blocked thread; here they
/// wait in order, on none. What it runs, it runs on the thread pool: SQLite's calls block, and a grain's turn must not.
/// </summary>
internal sealed class WriterGate : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile bool _closed;

    public Task<T> RunAsync<T>(Func<Task<T>> write, CancellationToken ct = default) => Task.Run(
        async () =>
        {
            await _one.WaitAsync(ct).ConfigureAwait(false);
            try
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                return await write().ConfigureAwait(false);
            }
            finally
            {
                _one.Release();
            }
        },
        ct);

    /// <summary>
    /// Waits for the write under way; those behind it and later ones are refused. The semaphore stays, for them to be told.
    /// </summary>
    public void Dispose()
    {
        _closed = true;
        _one.Wait();
        _one.Release();
    }
}
