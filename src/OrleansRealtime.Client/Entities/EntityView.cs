namespace OrleansRealtime.Client.Entities;

/// <summary>An entity as a watch shows it.</summary>
/// <param name="Entity"><c>null</c> where there is nothing to show.</param>
/// <param name="Code">Why it is denied, or stale though there is a connection: one of <see cref="ErrorCodes"/>.</param>
public sealed record EntityView<T>(ViewStatus Status, Entity<T>? Entity, string? Code = null)
{
    public Position? Position => Entity?.Position;
}
