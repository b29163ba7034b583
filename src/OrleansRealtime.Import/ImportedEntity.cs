using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRealtime.Client;

namespace OrleansRealtime.Import;

/// <summary>One line of the file: an entity as another system had it. The platform says whether its names and fields can be.</summary>
/// <param name="Actor">The user who changed it last.</param>
/// <param name="Followers">Beside those that it gets by its assignee and by who commented.</param>
/// <param name="Comments">In the order in which they were made.</param>
internal sealed record ImportedEntity(
    string Type,
    string Id,
    JsonElement Fields,
    string? Actor = null,
    DateTimeOffset? CreatedAt = null,
    DateTimeOffset? UpdatedAt = null,
    IReadOnlyList<string>? Followers = null,
    IReadOnlyList<ImportedComment>? Comments = null)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    [JsonIgnore]
    public EntityRef Ref => new(Type, Id);

    /// <exception cref="JsonException">It is no such line.</exception>
    public static ImportedEntity Read(ReadOnlySpan<byte> line)
    {
        var entity = JsonSerializer.Deserialize<ImportedEntity>(line, Options) ?? throw new JsonException("It is null.");
        if (entity.Fields.ValueKind != JsonValueKind.Object) throw new JsonException("'fields' is no object.");
        // What strict reading lets through: a list of nulls.
        if (entity.Followers?.Contains(null!) == true || entity.Comments?.Contains(null!) == true) throw new JsonException("A member of a list is null.");
        return entity;
    }
}

/// <summary>What somebody said about it.</summary>
internal sealed record ImportedComment(string Text, string Author, DateTimeOffset? CreatedAt = null, IReadOnlyList<string>? Mentions = null);
