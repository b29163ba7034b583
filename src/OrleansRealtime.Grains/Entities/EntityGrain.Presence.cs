using System.Collections.Immutable;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Grains.Presence;

namespace OrleansRealtime.Grains.Entities;

/// <summary>Who views the entity. It is the room itself, and its stream carries the news of it, because whoever shows an entity's viewers
/// watches the entity: nothing more to subscribe to, nothing more to renew, and an entity that nobody views costs nothing for it.</summary>
internal sealed partial class EntityGrain
{
    private RoomPresence Audience => _audience ??= new(
        GrainFactory.GetGrain<IEntityGrain>(_key.ToString()), gateways, presence.Value, time, view => PublishAsync(new EntityPresence(view)));

    public Task<bool> Report(PresenceReport report) => Task.FromResult(Audience.Report(report).IsTaken);

    public Task DropGateways(ImmutableArray<string> gateways)
    {
        _audience?.Drop(gateways);
        return Task.CompletedTask;
    }

    public Task<PresenceView> Viewers() => Task.FromResult(_audience?.View ?? PresenceView.Empty);
}
