using System.Collections.Immutable;
using System.Text.Json;

namespace OrleansRealtime.Client.Entities;

/// <summary>A state as the wire has it.</summary>
internal sealed record EntityState(
    string Type,
    string Id,
    Position Position,
    ImmutableDictionary<string, JsonElement> Fields,
    long Comments,
    long Followers,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? UpdatedBy = null)
{
    /// <exception cref="JsonException">The fields are not such as the type has them.</exception>
    public Entity<T> As<T>(JsonSerializerOptions json)
    {
        var fields = JsonSerializer.SerializeToElement(Fields).Deserialize<T>(json)!;
        return new(new(Type, Id), Position, fields, Comments, Followers, CreatedAt, UpdatedAt, UpdatedBy);
    }
}
