using Orleans.Runtime;

namespace OrleansRealtime.InProcess.Calls;

/// <summary>One call on its way, seen without its result.</summary>
#pragma warning disable CA1001 // A token source without a timer holds nothing that needs disposing, and who is last to use it is not known.
internal abstract class Call(CallMethod method, GrainId target, object?[] arguments) : Message
#pragma warning restore CA1001
{
    private CancellationTokenSource? _calleeCancellation;
    private CancellationTokenRegistration _callerCancellation;
    private volatile TaskScheduler? _runsOn;

    public override GrainId Target => target;

    public override bool AlwaysInterleave => method.AlwaysInterleave;

    public override bool ReadOnly => method.ReadOnly;

    /// <summary>The place among the calls that time out.</summary>
    public LinkedListNode<Call>? Watched { get; set; }

    public long Deadline { get; set; }

    protected CallMethod Method => method;

    /// <summary>
    /// A caller that cancels is answered at once. The callee gets a token of its own, which is cancelled in its own turn: callbacks that
    /// it hangs there never run beside its turns.
    /// </summary>
    public void ObserveCancellation(CancellationToken token)
    {
        if (!token.CanBeCanceled)
        {
            return;
        }

        _calleeCancellation = new();
        arguments[method.CancellationIndex] = _calleeCancellation.Token;
        _callerCancellation = token.UnsafeRegister(static (state, token) => ((Call)state!).OnCancelled(token), this);
    }

    public override Task Begin(object target)
    {
        _runsOn = TaskScheduler.Current;
        if (IsAbandoned)
        {
            return Task.CompletedTask;
        }

        try
        {
            return method.Invoke(target, arguments) ?? throw new InvalidOperationException($"{method} returned null in place of a task.");
        }
#pragma warning disable CA1031 // Whatever the target throws is its caller's.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Task.FromException(exception);
        }
    }

    /// <summary>The answer did not come in time. The callee is not stopped; its late answer is dropped.</summary>
    public void Expire(TimeSpan timeout) => Reject(new TimeoutException($"{method} of {Target} did not answer within {timeout}."));

    protected abstract bool TryCancel(CancellationToken token);

    protected void StopObserving()
    {
        _callerCancellation.Unregister();
        CallTimeouts.Unwatch(this);
    }

    private void OnCancelled(CancellationToken token)
    {
        if (TryCancel(token) && _runsOn is { } turns)
        {
            Task.Factory.StartNew(_calleeCancellation!.Cancel, CancellationToken.None, TaskCreationOptions.DenyChildAttach, turns);
        }
    }
}
