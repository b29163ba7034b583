using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Presence;

namespace OrleansRealtime.Gateway.Presence;

/// <summary>Where a gateway says whom it has, and that it lives.</summary>
internal interface IPresenceSource
{
    /// <returns>False when everything has to be told.</returns>
    Task<bool> ReportAsync(PresenceTarget room, PresenceReport report);

    Task BeatAsync(string gateway);

    Task LeaveAsync(string gateway);
}

/// <summary>Which room: an entity, for who views it, or a part of all users, for who is connected.</summary>
internal readonly record struct PresenceTarget(bool IsEntity, string GrainKey)
{
    public static PresenceTarget Of(EntityKey entity) => new(true, entity.ToString());

    public static PresenceTarget Of(UserKey user) => new(false, IUserPresenceGrain.KeyOf(user));
}
