using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Server.Auth;

/// <summary>The default: whoever is in the workspace may read and write all of it.</summary>
internal sealed class MembersMayWrite : IEntityAccess
{
    public ValueTask<EntityAccess> CheckAsync(EntityKey entity, string user, CancellationToken cancellationToken) => new(EntityAccess.Write);

    public void Forget(string workspace, string user, EntityKey? entity)
    {
    }
}
