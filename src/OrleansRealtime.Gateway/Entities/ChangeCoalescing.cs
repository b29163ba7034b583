using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>Changes give each changed field its whole new value, so several in a row become one by last writer per field, and whoever
/// applies the one has what the others make in turn.</summary>
internal static class ChangeCoalescing
{
    /// <summary>Makes one change of consecutive ones; the result leads to the last one's version from before the first.</summary>
    public static EntityChange Coalesce(IReadOnlyList<EntityChange> changes)
    {
        if (changes.Count == 1) return changes[0];
        var last = changes[^1];
        var fields = changes[0].Fields.Values.ToBuilder();
        var comments = changes[0].Comments;
        for (var i = 1; i < changes.Count; i++)
        {
            foreach (var (field, value) in changes[i].Fields.Values) fields[field] = value;
            comments = changes[i].Comments ?? comments;
        }

        return last with { Fields = new(fields.ToImmutable()), Comments = comments };
    }

    /// <summary>The entity after a change, or after one that several became.</summary>
    public static EntitySnapshot Apply(EntitySnapshot entity, EntityChange change)
    {
        var fields = entity.Fields.Values.ToBuilder();
        foreach (var (field, value) in change.Fields.Values)
        {
            if (value == JsonFields.Removed) fields.Remove(field);
            else fields[field] = value;
        }

        return entity with
        {
            Position = entity.Position with { Version = change.Version },
            Fields = new(fields.ToImmutable()),
            Comments = change.Comments ?? entity.Comments,
            UpdatedAt = change.UpdatedAt,
            UpdatedBy = change.UpdatedBy,
        };
    }
}
