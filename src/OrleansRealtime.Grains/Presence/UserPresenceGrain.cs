using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Grains.Ownership;

namespace OrleansRealtime.Grains.Presence;

/// <summary>Kept alive for the sake of who was last seen when.</summary>
[Reentrant, KeepAlive]
internal sealed class UserPresenceGrain(GatewayLiveness liveness, IOptions<PresenceOptions> options, TimeProvider time) : Grain, IUserPresenceGrain, IOwnedGrain
{
    private readonly LastSeen _lastSeen = new(options.Value.MaxLastSeen);
    // Users who are there and were forgotten: nobody remembers when they leave. No more than are there.
    private readonly HashSet<string> _forgotten = [];
    private RoomPresence _room = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var self = GrainFactory.GetGrain<IUserPresenceGrain>(this.GetPrimaryKeyString());
        _room = new(self, liveness, options.Value, time, publish: null);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await _room.DisposeAsync();

    public Task<bool> Report(PresenceReport report)
    {
        var taken = _room.Report(report);
        Remember(taken.Left);
        return Task.FromResult(taken.IsTaken);
    }

    public Task DropGateways(ImmutableArray<string> gateways)
    {
        Remember(_room.DropGateways(gateways));
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<UserPresence>> Read(ImmutableArray<string> users) => Task.FromResult(users.Select(Of).ToImmutableArray());

    public Task<bool> Forget(string user)
    {
        var isOffline = _room.StatusOf(user) == PresenceStatus.Offline;
        var wasRemembered = isOffline && _lastSeen.Of(user) is not null;
        _lastSeen.Forget(user);
        if (!isOffline) _forgotten.Add(user);
        return Task.FromResult(wasRemembered);
    }

    private UserPresence Of(string user) => _room.StatusOf(user) is var status && status == PresenceStatus.Offline
        ? new(status, _lastSeen.Of(user))
        : new(status, null);

    private void Remember(IReadOnlyList<string> left)
    {
        foreach (var user in left)
        {
            if (!_forgotten.Remove(user)) _lastSeen.Seen(user, time.GetUtcNow());
        }
    }
}
