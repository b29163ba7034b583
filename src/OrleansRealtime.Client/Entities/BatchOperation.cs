using System.Text.Json;

namespace OrleansRealtime.Client.Entities;

/// <summary>One mutation of a batch. Each is authorised, applied and answered by itself; those on one entity run in their order.</summary>
public sealed record BatchOperation
{
    private readonly string _op;
    private readonly EntityRef _entity;
    private readonly object? _fields;

    private BatchOperation(string op, EntityRef entity, object? fields) => (_op, _entity, _fields) = (op, entity, fields);

    /// <summary>Lets it through only at this position.</summary>
    public Position? IfMatch { get; init; }

    /// <summary>Lets it through only if the entity is there.</summary>
    public bool IfExists { get; init; }

    /// <summary>Of a put: lets it through only if the entity is not there.</summary>
    public bool IfNew { get; init; }

    /// <summary>To import: nobody is notified. This and what follows takes an API key with the scope <c>import</c>.</summary>
    public bool Quiet { get; init; }

    /// <summary>To import: the user who did it.</summary>
    public string? Actor { get; init; }

    /// <summary>To import, of a put: when the entity was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>To import, of a put or patch: when the fields changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Creates the entity or replaces all its fields.</summary>
    public static BatchOperation Put(EntityRef entity, object fields) => new("put", entity, fields);

    /// <summary>Applies a JSON merge patch to its fields.</summary>
    public static BatchOperation Patch(EntityRef entity, object patch) => new("patch", entity, patch);

    /// <summary>Deletes it.</summary>
    public static BatchOperation Delete(EntityRef entity) => new("delete", entity, null);

    internal object Body(JsonSerializerOptions json) => new
    {
        op = _op,
        type = _entity.Type,
        id = _entity.Id,
        fields = _fields is null ? (JsonElement?)null : FieldsJson.Of(_fields, json),
        ifMatch = IfMatch?.ToString() ?? (IfExists ? "*" : null),
        ifNoneMatch = IfNew ? "*" : null,
        quiet = Quiet ? true : (bool?)null,
        actor = Actor,
        createdAt = CreatedAt,
        updatedAt = UpdatedAt,
    };
}
