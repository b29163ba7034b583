using Orleans;
using Orleans.Storage;
using OrleansRealtime.InProcess.Calls;

namespace OrleansRealtime.InProcess.Activations;

/// <summary>Which message may run when.</summary>
internal sealed partial class Activation
{
    private readonly LinkedList<Message> _waiting = new();

    // How many of those waiting may run although an earlier one may not.
    private int _overtakers;
    private int _running;

    // The first of the running ones that does not interleave with just anything: who comes must get along with it.
    private Message? _blocking;
    private bool _attendDue;

    /// <summary>Takes the message, or says that it came too late for this activation.</summary>
    public bool TryDeliver(Message message)
    {
        lock (_gate)
        {
            if (_state == ActivationState.Ended)
            {
                return false;
            }

            _waiting.AddLast(message.Place);
            _overtakers += MayOvertake(message) ? 1 : 0;
            if (_state == ActivationState.Created || MayRun(message))
            {
                AttendLater();
            }

            return true;
        }
    }

    /// <summary>Gives the activation a turn to look what is to be done. Called under the gate.</summary>
    private void AttendLater()
    {
        if (!_attendDue)
        {
            _attendDue = true;
            _turns.Post(static activation => ((Activation)activation!).Attend(), this);
        }
    }

    private void Attend()
    {
        switch (NextStep())
        {
            case ActivationState.Activating:
                _ = ActivateAsync();
                break;
            case ActivationState.Ending:
                _ = EndAsync();
                break;
            default:
                while (TryTake(out var message))
                {
                    Run(message!);
                }

                break;
        }
    }

    /// <summary>The state that this turn is to begin, if any.</summary>
    private ActivationState? NextStep()
    {
        lock (_gate)
        {
            _attendDue = false;
            ActivationState? step = _state switch
            {
                ActivationState.Created => ActivationState.Activating,

                // The end comes before ticks, and only when nothing runs.
                ActivationState.Deactivating when _running == 0 && !_activating => ActivationState.Ending,
                _ => null,
            };
            _state = step ?? _state;
            _activating |= step == ActivationState.Activating;
            return step;
        }
    }

    private bool TryTake(out Message? message)
    {
        lock (_gate)
        {
            var place = _waiting.First;
            while (place is not null)
            {
                message = place.Value;
                var next = place.Next;
                if (message.IsAbandoned)
                {
                    Leave(message);
                }
                else if (MayRun(message))
                {
                    Leave(message);
                    _running++;
                    _blocking ??= message.AlwaysInterleave ? null : message;
                    return true;
                }
                else if (_overtakers == 0)
                {
                    break;
                }

                place = next;
            }

            message = null;
            return false;
        }
    }

    private void Leave(Message message)
    {
        _waiting.Remove(message.Place);
        _overtakers -= MayOvertake(message) ? 1 : 0;
    }

    private static bool MayOvertake(Message message) => message.AlwaysInterleave || message.ReadOnly || message.LocalOnly;

    private bool MayRun(Message message) =>
        (_state == ActivationState.Valid || (_state == ActivationState.Deactivating && message.LocalOnly && _running > 0))
        && (_running == 0
            || message.AlwaysInterleave
            || _blocking is null
            || (_blocking.ReadOnly && message.ReadOnly)
            || _class.Reentrant);

    private void Run(Message message)
    {
        var work = message.Begin(GrainInstance!);
        if (work.IsCompleted)
        {
            Finish(message, work);
        }
        else
        {
            _ = FinishLaterAsync(message, work);
        }
    }

    private async Task FinishLaterAsync(Message message, Task work)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Finish(message, work);
    }

    private void Finish(Message message, Task work)
    {
        if (work.Exception?.InnerException is InconsistentStateException { IsSourceActivation: true } stale)
        {
            // Before the answer, so that whoever gets it and calls again meets a fresh activation.
            stale.IsSourceActivation = false;
            ActivationLog.StaleState(_engine.Logger, GrainId, stale);
            Deactivate(new(DeactivationReasonCode.ApplicationError, stale.Message));
        }

        message.Complete(work);
        lock (_gate)
        {
            _running--;
            if (message.KeepAlive)
            {
                _lastUse = _engine.Time.GetTimestamp();
            }

            if (ReferenceEquals(_blocking, message))
            {
                _blocking = null;
            }

            if (_waiting.First is not null || _state == ActivationState.Deactivating)
            {
                AttendLater();
            }
        }
    }
}
