using Orleans.Runtime;
using OrleansRealtime.InProcess.Calls;

namespace OrleansRealtime.InProcess.Observers;

/// <summary>
/// One observer: takes its calls one at a time on the thread pool, each when the task of the one before is done. The object is held weakly;
/// once it is gone, callers are told so and the registration with it.
/// </summary>
internal sealed class Observer(object target, ObserverRegistry registry, GrainId id) : IThreadPoolWorkItem
{
    private readonly WeakReference<object> _target = new(target);
    private readonly Queue<Message> _waiting = new();
    private bool _running;

    public void Deliver(Message message)
    {
        if (message.AlwaysInterleave)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static work => _ = work.observer.RunAsync(work.message), (observer: this, message), preferLocal: false);
            return;
        }

        lock (_waiting)
        {
            _waiting.Enqueue(message);
            if (_running)
            {
                return;
            }

            _running = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAllAsync();

    private async Task RunAllAsync()
    {
        while (Next() is { } message)
        {
            await RunAsync(message);
        }
    }

    private async Task RunAsync(Message message)
    {
        if (!_target.TryGetTarget(out var target))
        {
            registry.TryRemove(id);
            message.Reject(new ClientNotAvailableException(id));
            return;
        }

        var work = message.Begin(target);
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        message.Complete(work);
    }

    private Message? Next()
    {
        lock (_waiting)
        {
            if (_waiting.TryDequeue(out var message))
            {
                return message;
            }

            _running = false;
            return null;
        }
    }
}
