using OrleansRealtime.Contracts.Timing;

namespace OrleansRealtime.Gateway.Feeds;

/// <summary>
/// A feed's questions to its grain: at most one under way, with a timeout; a question that failed or brought nothing is asked again after a
/// wait that doubles, with jitter, because whatever made it fail made those of a thousand other feeds fail too.
/// </summary>
/// <param name="ask">Asks once and merges the answer; true when it brought something new.</param>
/// <param name="failed">Told of each failure.</param>
internal sealed class RefetchLoop(
    Func<Task<bool>> ask, Action<Exception> failed, GatewayOptions options, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopped = new();
    private TaskCompletionSource<bool>? _next;
    private bool _isWanted;
    private bool _isAsking;
    private volatile bool _isFailing;

    /// <summary>Whether the last question failed: what the grain has is not known.</summary>
    public bool IsFailing => _isFailing;

    /// <summary>Wants an answer to a question that is asked from now on; one under way may be too old.</summary>
    public void Refetch()
    {
        lock (_gate) Want();
    }

    /// <summary>As <see cref="Refetch"/>, and completes with that answer: false when the question failed.</summary>
    public Task<bool> RefetchAndWaitAsync()
    {
        lock (_gate)
        {
            if (_stopped.IsCancellationRequested) return Task.FromResult(false);
            _next ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            Want();
            return _next.Task;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopped.Cancel();
            _next?.TrySetResult(false);
            _next = null;
        }
    }

    private void Want()
    {
        if (_stopped.IsCancellationRequested) return;
        _isWanted = true;
        if (_isAsking) return;
        _isAsking = true;
        _ = Task.Run(AskUntilAnsweredAsync);
    }

    private async Task AskUntilAnsweredAsync()
    {
        for (var fruitless = 0; ;)
        {
            TaskCompletionSource<bool>? round;
            lock (_gate)
            {
                if (!_isWanted || _stopped.IsCancellationRequested)
                {
                    _isAsking = false;
                    return;
                }

                _isWanted = false;
                (round, _next) = (_next, null);
            }

            try
            {
                fruitless = await ask() ? 0 : fruitless + 1;
                _isFailing = false;
                round?.TrySetResult(true);
            }
            catch (Exception e)
            {
                fruitless++;
                _isFailing = true;
                failed(e);
                round?.TrySetResult(false);
                lock (_gate) _isWanted = true;
            }

            if (fruitless > 0 && !await PauseAsync(fruitless)) return;
        }
    }

    private async Task<bool> PauseAsync(int fruitless)
    {
        lock (_gate)
        {
            if (!_isWanted)
            {
                _isAsking = false;
                return false;
            }
        }

        var pause = Jitter.Pause(fruitless, options.RetryFirst, options.RetryMax);
        await Task.Delay(pause, time, _stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return true;
    }
}
