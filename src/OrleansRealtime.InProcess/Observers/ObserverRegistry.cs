using System.Collections.Concurrent;
using Orleans;
using Orleans.Runtime;
using OrleansRealtime.InProcess.Calls;

namespace OrleansRealtime.InProcess.Observers;

/// <summary>The objects outside the grains that grains can call.</summary>
internal sealed class ObserverRegistry : IMailbox
{
    private static readonly GrainType Kind = GrainType.Create("observer");

    private readonly ConcurrentDictionary<GrainId, Observer> _observers = new();

    public GrainId Add(IGrainObserver target)
    {
        if (target is Reference)
        {
            throw new ArgumentException("It is a reference already.", nameof(target));
        }

        var id = GrainId.Create(Kind, Guid.NewGuid().ToString("N"));
        _observers[id] = new(target, this, id);
        return id;
    }

    public void Remove(IGrainObserver reference)
    {
        if (reference is not Reference { GrainId: var id })
        {
            throw new ArgumentException("It is not a reference.", nameof(reference));
        }

        if (!TryRemove(id))
        {
            throw new ArgumentException($"{reference} refers to no observer.", nameof(reference));
        }
    }

    public bool TryRemove(GrainId id) => _observers.TryRemove(id, out _);

    public void Deliver(Message message)
    {
        if (_observers.TryGetValue(message.Target, out var observer))
        {
            observer.Deliver(message);
        }
        else
        {
            message.Reject(new ClientNotAvailableException(message.Target));
        }
    }
}
