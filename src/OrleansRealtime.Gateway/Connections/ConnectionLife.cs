namespace OrleansRealtime.Gateway.Connections;

/// <summary>Whether a connection is still there. Its gate guards what the connection holds, so that nothing is taken after the end that nobody
/// would let go of.</summary>
internal sealed class ConnectionLife : IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    public Lock Gate { get; } = new();

    /// <summary>Cancelled when the connection is gone.</summary>
    public CancellationToken Ended => _ended.Token;

    public bool IsOver => _ended.IsCancellationRequested;

    public void Dispose()
    {
        lock (Gate) _ended.Cancel();
    }
}
