namespace OrleansRealtime.Server.Hub;

/// <summary>The hub's HTTP requests under way. That of a WebSocket or an event stream ends when everything that was written has left, and
/// nothing else tells when that is.</summary>
internal sealed class HubRequests
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _idle;
    private int _count;

    public RequestDelegate Track(RequestDelegate next) => async http =>
    {
        lock (_gate) _count++;
        try
        {
            await next(http);
        }
        finally
        {
            lock (_gate)
            {
                if (--_count == 0) _idle?.TrySetResult();
            }
        }
    };

    /// <summary>Completes as soon as there is none.</summary>
    public Task IdleAsync()
    {
        lock (_gate)
        {
            if (_count == 0) return Task.CompletedTask;
            if (_idle is null or { Task.IsCompleted: true }) _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }
}
