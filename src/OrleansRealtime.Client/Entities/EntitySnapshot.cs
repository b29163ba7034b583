using System.Text.Json;

namespace OrleansRealtime.Client.Entities;

/// <summary>A view before it becomes the application's own type.</summary>
internal sealed record EntitySnapshot(ViewStatus Status, EntityState? State, string? Code = null)
{
    /// <exception cref="JsonException">The fields are not such as the type has them.</exception>
    public EntityView<T> As<T>(JsonSerializerOptions json) => new(Status, State?.As<T>(json), Code);
}
