using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Presence;

namespace OrleansRealtime.Gateway.Presence;

/// <summary>Rooms as Orleans has them, in a silo's process or in a client's.</summary>
internal sealed class OrleansPresenceSource(IClusterClient cluster, IGatewayRegistry registry) : IPresenceSource
{
    public Task<bool> ReportAsync(PresenceTarget room, PresenceReport report) => room.IsEntity
        ? cluster.GetGrain<IEntityGrain>(room.GrainKey).Report(report)
        : cluster.GetGrain<IUserPresenceGrain>(room.GrainKey).Report(report);

    public Task BeatAsync(string gateway) => registry.BeatAsync(gateway);

    public Task LeaveAsync(string gateway) => registry.LeaveAsync(gateway);
}
