using Orleans.Metadata;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Server.Api.Entities;

/// <summary>References to the grains of entities. Orleans' factory reads the attributes of the interface anew for each reference; here that is done
/// once.</summary>
internal sealed class EntityGrains(IGrainFactory grains, GrainInterfaceTypeResolver interfaces, GrainInterfaceTypeToGrainTypeResolver types)
{
    private readonly GrainInterfaceType _interface = interfaces.GetGrainInterfaceType(typeof(IEntityGrain));

    public IEntityGrain Of(EntityKey key) => types.TryGetGrainType(_interface, out var type)
        ? (IEntityGrain)grains.GetGrain(GrainId.Create(type, IdSpan.Create(key.ToString())), _interface)
        // No silo is known yet that has such grains.
        : grains.GetGrain<IEntityGrain>(key.ToString());
}
