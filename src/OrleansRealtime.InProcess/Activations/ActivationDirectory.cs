using System.Collections.Concurrent;
using Orleans;
using Orleans.Runtime;
using OrleansRealtime.InProcess.Calls;
using OrleansRealtime.InProcess.Hosting;

namespace OrleansRealtime.InProcess.Activations;

/// <summary>Which grains are in memory: at most one activation of each, made by the first message to it.</summary>
internal sealed class ActivationDirectory(InProcessEngine engine) : IMailbox
{
    private readonly ConcurrentDictionary<GrainId, Activation> _activations = new();
    private volatile bool _open;

    public void Open() => _open = true;

    public void Deliver(Message message)
    {
        while (true)
        {
            if (!_activations.TryGetValue(message.Target, out var activation))
            {
                if (!_open)
                {
                    message.Reject(new OrleansMessageRejectionException(
                        $"{message.Target} cannot be activated: the in-process engine has not started or is stopping."));
                    return;
                }

                activation = Add(message.Target);
            }

            if (activation.TryDeliver(message))
            {
                return;
            }

            // It ended between being found and being told.
            Remove(activation);
        }
    }

    public void Remove(Activation activation) => _activations.TryRemove(new(activation.GrainId, activation));

    public void DeactivateIdle()
    {
        foreach (var (_, activation) in _activations)
        {
            activation.DeactivateIfIdle();
        }
    }

    /// <summary>Ends all activations; no new ones begin. Says how many were left when the time was up.</summary>
    public async Task<int> CloseAsync(CancellationToken cancellationToken)
    {
        _open = false;
        while (!_activations.IsEmpty && !cancellationToken.IsCancellationRequested)
        {
            var ends = _activations.Values.Select(activation =>
            {
                activation.Deactivate(new(DeactivationReasonCode.ShuttingDown, "The process is stopping."));
                return activation.Deactivated;
            });
            await Task.WhenAll(ends).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return _activations.Count;
    }

    private Activation Add(GrainId grainId)
    {
        // Racing senders must not each open a scope of services only to throw it away, so the factory runs once, behind a lock.
        lock (_activations)
        {
            return _activations.TryGetValue(grainId, out var activation)
                ? activation
                : _activations[grainId] = new(grainId, engine.Catalog[grainId.Type], engine);
        }
    }
}
