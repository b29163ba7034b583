namespace OrleansRealtime.Contracts.Entities;

/// <summary>What a user may do to an entity; each includes the ones before it.</summary>
public enum EntityAccess
{
    None,
    Read,
    Write,
}

/// <summary>
/// The one place that says what a user may do to an entity; asked by REST, by the hub, and when a notification is delivered.
/// An implementation may cache. It throws when it cannot tell; nobody takes that for a yes.
/// </summary>
public interface IEntityAccess
{
    ValueTask<EntityAccess> CheckAsync(EntityKey entity, string user, CancellationToken cancellationToken);

    /// <summary>Forgets what is cached of this user; of one entity, or of all in the workspace when <paramref name="entity"/> is null.</summary>
    void Forget(string workspace, string user, EntityKey? entity);
}
