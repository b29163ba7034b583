using System.Collections.Immutable;

namespace OrleansRealtime.Contracts.Presence;

/// <summary>
/// Where gateways say who is there: an entity, for those who view it, and a grain per part of all users, for who is connected at all.
/// Nothing is stored. A room that lost its activation has nobody, says so to the next report, and is told everything again; a gateway that
/// died is dropped once <see cref="IGatewayRegistryGrain"/> does not know it any more.
/// </summary>
[Alias("presence-room")]
public interface IPresenceRoom : IGrainWithStringKey
{
    /// <summary>Takes a gateway's report. Its gateway has beaten in the registry before.</summary>
    /// <returns>False when the room does not know what the report changes: tell everything.</returns>
    [Alias("report")]
    Task<bool> Report(PresenceReport report);

    /// <summary>Lets all that these gateways reported go.</summary>
    [Alias("drop-gateways")]
    Task DropGateways(ImmutableArray<string> gateways);
}
