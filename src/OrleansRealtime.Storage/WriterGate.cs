namespace OrleansRealtime.Storage;

/// <summary>
/// One writer at a time. SQLite admits one anyway, but lets the others wait by polling in steps of 150 ms on a blocked thread; here they wait
/// in order, on none. What it runs, it runs on the thread pool: SQLite's calls block, and a grain's turn must not.
/// </summary>
internal sealed class WriterGate : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public Task<T> RunAsync<T>(Func<Task<T>> write, CancellationToken ct = default) => Task.Run(
        async () =>
        {
            await _one.WaitAsync(ct).ConfigureAwait(false);
            try
            {
                return await write().ConfigureAwait(false);
            }
            finally
            {
                _one.Release();
            }
        },
        ct);

    public void Dispose() => _one.Dispose();
}
