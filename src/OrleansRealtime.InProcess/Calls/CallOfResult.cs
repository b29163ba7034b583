using Orleans.Runtime;

namespace OrleansRealtime.InProcess.Calls;

/// <summary>A call whose caller waits for a result.</summary>
internal sealed class Call<TResult>(CallMethod method, GrainId target, object?[] arguments) : Call(method, target, arguments)
{
    // Continuations go to the caller's own scheduler, never into the callee's turn.
    private readonly TaskCompletionSource<TResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Answer => _answer.Task;

    public override bool IsAbandoned => _answer.Task.IsCompleted;

    public override void Complete(Task work)
    {
        var answered = work switch
        {
            { IsFaulted: true } => _answer.TrySetException(work.Exception.InnerExceptions),
            { IsCanceled: true } => _answer.TrySetException(CancellationOf(work)),
            Task<TResult> { Result: var result } => _answer.TrySetResult(result),
            _ => _answer.TrySetResult(default!),
        };
        if (answered)
        {
            StopObserving();
        }
    }

    public override void Reject(Exception reason)
    {
        if (_answer.TrySetException(reason))
        {
            StopObserving();
        }
    }

    protected override bool TryCancel(CancellationToken token)
    {
        if (!_answer.TrySetCanceled(token))
        {
            return false;
        }

        CallTimeouts.Unwatch(this);
        return true;
    }

    private static OperationCanceledException CancellationOf(Task work)
    {
        try
        {
            work.GetAwaiter().GetResult();
            return new TaskCanceledException(work);
        }
        catch (OperationCanceledException exception)
        {
            return exception;
        }
    }
}

/// <summary>The result of calls that have none.</summary>
internal readonly struct Nothing;
