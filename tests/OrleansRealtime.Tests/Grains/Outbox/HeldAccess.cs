using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Tests.Grains.Outbox;

/// <summary>Asked of each user before that user is told: holds all deliveries, and then lets one user see the entity.</summary>
internal sealed class HeldAccess(string one) : IEntityAccess
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private (int Users, TaskCompletionSource Reached) _wanted = (int.MaxValue, new());
    private int _waiting;

    public Task Asked => _asked.Task;

    public int Questions { get; private set; }

    public int MostAtOnce { get; private set; }

    /// <summary>Until so many wait to be told.</summary>
    public Task WaitingAsync(int users)
    {
        lock (_gate)
        {
            if (_waiting >= users) return Task.CompletedTask;
            _wanted = (users, new(TaskCreationOptions.RunContinuationsAsynchronously));
            return _wanted.Reached.Task;
        }
    }

    public void Release() => _released.SetResult();

    public async ValueTask<EntityAccess> CheckAsync(EntityKey entity, string user, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Questions++;
            MostAtOnce = Math.Max(MostAtOnce, ++_waiting);
            if (_waiting >= _wanted.Users) _wanted.Reached.TrySetResult();
        }

        _asked.TrySetResult();
        await _released.Task.WaitAsync(cancellationToken);
        lock (_gate) _waiting--;
        return user == one ? EntityAccess.Write : EntityAccess.None;
    }

    public void Forget(string workspace, string user, EntityKey? entity)
    {
    }
}
