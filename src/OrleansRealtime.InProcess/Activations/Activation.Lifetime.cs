using Orleans;
using OrleansRealtime.InProcess.Calls;
using OrleansRealtime.InProcess.Timers;

namespace OrleansRealtime.InProcess.Activations;

/// <summary>How an activation begins and ends.</summary>
internal sealed partial class Activation
{
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource? _activation;
    private DeactivationReason _reason;
    private bool _activating;
    private bool _wasValid;

    public Task Deactivated => _deactivated.Task;

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        CancellationTokenSource? activation;
        lock (_gate)
        {
            if (_state >= ActivationState.Deactivating)
            {
                return;
            }

            _reason = deactivationReason;
            _wasValid = _state == ActivationState.Valid;
            _state = ActivationState.Deactivating;
            activation = _activation;
            AttendLater();
        }

        activation?.Cancel();
    }

    private async Task ActivateAsync()
    {
        // Not disposed: whoever deactivates may be about to cancel it.
        var timeout = new CancellationTokenSource(_engine.Options.ActivationTimeout, _engine.Time);
        _activation = timeout;
        try
        {
            GrainInstance = _class.Construct(this);
            await Task.WhenAll(_storedStates.ConvertAll(state => state.ReadStateAsync(timeout.Token))).WaitAsync(timeout.Token);
            await ((IGrainBase)GrainInstance).OnActivateAsync(timeout.Token).WaitAsync(timeout.Token);
        }
#pragma warning disable CA1031 // The callers get it, whatever it is.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await FailActivationAsync(exception, timeout.IsCancellationRequested);
        }

        timeout.CancelAfter(Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            _activation = null;
            _activating = false;
            if (_state == ActivationState.Activating)
            {
                _state = ActivationState.Valid;
                _lastUse = _engine.Time.GetTimestamp();
            }

            AttendLater();
        }
    }

    private async Task FailActivationAsync(Exception exception, bool cancelled)
    {
        if (cancelled && _state != ActivationState.Activating)
        {
            // Somebody deactivated it meanwhile, and that is why it failed: the callers go to the next activation.
            return;
        }

        var reason = cancelled
            ? new TimeoutException($"{GrainId} was not active within {_engine.Options.ActivationTimeout}.", exception)
            : exception;
        ActivationLog.ActivationFailed(_engine.Logger, GrainId, reason);
        Deactivate(new(DeactivationReasonCode.ActivationFailed, reason, "The activation failed."));

        // Else a caller that tries again at once would make it fail as fast as it can.
        await Task.Delay(_engine.Options.FailedActivationDelay, _engine.Time);
    }

    private async Task EndAsync()
    {
        DisposeTimers();
        using var timeout = new CancellationTokenSource(_engine.Options.DeactivationTimeout, _engine.Time);
        try
        {
            if (_wasValid)
            {
                await ((IGrainBase)GrainInstance!).OnDeactivateAsync(_reason, timeout.Token).WaitAsync(timeout.Token);
            }
        }
#pragma warning disable CA1031 // An activation must end, whatever its grain thinks of it.
        catch (Exception exception)
        {
            ActivationLog.DeactivationFailed(_engine.Logger, GrainId, exception);
        }

        try
        {
            await _services.DisposeAsync();
        }
        catch (Exception exception)
        {
            ActivationLog.ScopeDisposalFailed(_engine.Logger, GrainId, exception);
        }
#pragma warning restore CA1031

        List<Message> left;
        lock (_gate)
        {
            _state = ActivationState.Ended;
            left = [.. _waiting];
            _waiting.Clear();
        }

        _engine.Grains.Remove(this);
        Forward(left);
        _deactivated.TrySetResult();
    }

    /// <summary>Calls that came too late go to the next activation, unless this one broke down.</summary>
    private void Forward(List<Message> left)
    {
        foreach (var message in left)
        {
            if (message.LocalOnly)
            {
                continue;
            }

            if (_reason.Exception is { } exception)
            {
                message.Reject(exception);
            }
            else
            {
                _engine.Grains.Deliver(message);
            }
        }
    }

    private void DisposeTimers()
    {
        GrainTimer[] timers;
        lock (_gate)
        {
            timers = [.. _timers];
        }

        foreach (var timer in timers)
        {
            timer.Dispose();
        }
    }
}
