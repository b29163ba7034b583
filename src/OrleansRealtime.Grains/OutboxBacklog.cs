using System.Collections.Concurrent;

namespace OrleansRealtime.Grains;

/// <summary>What the activations of this silo still owe, each as it last said: so that somebody who measures asks no grain. Those that owe nothing are
/// not in it.</summary>
internal sealed class OutboxBacklog
{
    private readonly ConcurrentDictionary<object, (int Entries, DateTimeOffset Oldest)> _owing = new();

    public long Entries => _owing.Sum(owing => (long)owing.Value.Entries);

    /// <summary>When what has waited longest happened; <c>null</c> = nothing waits.</summary>
    public DateTimeOffset? Oldest => _owing.Min(owing => (DateTimeOffset?)owing.Value.Oldest);

    /// <param name="outbox">Whose entries they are.</param>
    /// <param name="oldest">When the first of them happened; <c>null</c> = there are none.</param>
    public void Set(object outbox, int entries, DateTimeOffset? oldest)
    {
        if (oldest is { } since) _owing[outbox] = (entries, since);
        else _owing.TryRemove(outbox, out _);
    }
}
