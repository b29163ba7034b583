using Orleans.Runtime;

namespace OrleansRealtime.InProcess.Scheduling;

/// <summary>
/// Runs the turns of one activation: one at a time, in the order in which they came. Grain code needs nothing to stay on it: an await
/// captures the current scheduler, and everything that starts in a turn starts from here.
/// </summary>
internal sealed class ActivationScheduler(IGrainContext context) : TaskScheduler, IThreadPoolWorkItem
{
    // After this long other activations get the thread.
    private static readonly TimeSpan Quantum = TimeSpan.FromMilliseconds(100);

    private readonly Queue<Task> _turns = new();
    private bool _running;

    /// <summary>The activation whose turn this is; null outside the turns of grains.</summary>
    public static IGrainContext? CurrentContext => (Current as ActivationScheduler)?.Context;

    public override int MaximumConcurrencyLevel => 1;

    private IGrainContext Context { get; } = context;

    public static void ThrowIfOutsideGrains()
    {
        if (Current is not ActivationScheduler)
        {
            throw new InvalidOperationException(
                "This belongs to a grain's own turns, and was reached from outside them: from Task.Run, say, or a callback.");
        }
    }

    /// <summary>Adds a turn that carries nothing of its sender along: neither its async locals nor its activity.</summary>
    public void Post(Action<object?> turn, object state)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            Start(turn, state);
            return;
        }

        using (ExecutionContext.SuppressFlow())
        {
            Start(turn, state);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        var began = Environment.TickCount64;
        while (Next() is { } turn)
        {
            TryExecuteTask(turn);
            if (Environment.TickCount64 - began >= Quantum.TotalMilliseconds)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (_turns)
        {
            _turns.Enqueue(task);
            if (_running)
            {
                return;
            }

            _running = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    // Only what starts within a turn of the same activation, and was not queued before others, may run at once.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_turns)
        {
            return [.. _turns];
        }
    }

    private void Start(Action<object?> turn, object state) =>
        new Task(turn, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach).Start(this);

    private Task? Next()
    {
        lock (_turns)
        {
            if (_turns.TryDequeue(out var turn))
            {
                return turn;
            }

            _running = false;
            return null;
        }
    }
}
