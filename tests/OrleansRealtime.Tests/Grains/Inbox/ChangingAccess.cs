using System.Collections.Concurrent;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Tests.Grains.Inbox;

/// <summary>Access to one entity that is taken away, given back, or known to nobody.</summary>
internal sealed class ChangingAccess(EntityRef secret) : IEntityAccess
{
    private int _asked;
    private HeldAnswers? _held;

    public bool Denied { get; set; }

    public bool Fails { get; set; }

    public int Asked => _asked;

    public ConcurrentBag<(string User, EntityKey? Entity)> Forgotten { get; } = [];

    /// <summary>What is answered about the secret until it is denied is on its way until it is released.</summary>
    public HeldAnswers Hold() => _held = new();

    public async ValueTask<EntityAccess> CheckAsync(EntityKey entity, string user, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        if (Fails) throw new InvalidOperationException("Nobody knows.");
        if (entity.Id != secret.Id) return EntityAccess.Write;
        if (Denied) return EntityAccess.None;
        if (_held is not null) await _held.WaitAsync(cancellationToken);
        return EntityAccess.Write;
    }

    public void Forget(string workspace, string user, EntityKey? entity) => Forgotten.Add((user, entity));

    internal sealed class HeldAnswers
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public void Release() => _released.SetResult();

        public Task WaitAsync(CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            return _released.Task.WaitAsync(cancellationToken);
        }
    }
}
