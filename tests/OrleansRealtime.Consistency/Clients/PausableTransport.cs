using OrleansRealtime.TestKit.Hub;

namespace OrleansRealtime.Consistency.Clients;

/// <summary>A transport whose client can stop reading, or read slowly.</summary>
internal sealed class PausableTransport(IHubTransport inner, TimeProvider time) : IHubTransport
{
    private volatile TaskCompletionSource? _sleep;

    /// <summary>Between two messages.</summary>
    public TimeSpan Pause { get; set; }

    public void PauseReading() => _sleep = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ResumeReading()
    {
        _sleep?.TrySetResult();
        _sleep = null;
    }

    public Task SendAsync(string text) => inner.SendAsync(text);

    public async Task<string?> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (Pause > TimeSpan.Zero) await Task.Delay(Pause, time, cancellationToken);
        if (_sleep is { } sleep) await sleep.Task.WaitAsync(cancellationToken);
        return await inner.ReceiveAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        ResumeReading();
        return inner.DisposeAsync();
    }
}
