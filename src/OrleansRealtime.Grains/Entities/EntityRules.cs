using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Grains.Entities;

/// <summary>What a mutation makes of an entity. Pure: no clock, no storage, no randomness beyond the epoch that it is handed.</summary>
internal static class EntityRules
{
    /// <summary>The result of a mutation.</summary>
    /// <param name="Record">The head after it; the one before when nothing changed.</param>
    /// <param name="Change">The change for log and event, when a living entity went on to its next version.</param>
    /// <param name="Comment">The comment that was added.</param>
    /// <param name="Error">Why it was refused.</param>
    public readonly record struct Result(
        EntityRecord? Record,
        EntityEffect Effect,
        EntityChange? Change = null,
        EntityComment? Comment = null,
        ProblemCode? Error = null);

    /// <summary>Applies a mutation of fields or comments; following is not a version and not for here.</summary>
    /// <param name="newLife">Draws the position to take; asked when the entity is created.</param>
    public static Result Apply(EntityRecord? record, EntityCommand command, Func<Position> newLife, DateTimeOffset now, EntityLimits limits)
    {
        var living = record is { Deleted: false } ? record : null;
        if (Violates(command.If, living)) return Refuse(record, ProblemCodes.PositionConflict);

        var result = (command.Mutation, living) switch
        {
            (PutFields put, null) => Create(record, put.Fields, newLife(), now, command),
            (PutFields put, _) => Update(living, FieldMerge.Replace(living.Fields, put.Fields), now, command),
            (_, null) => Refuse(record, ProblemCodes.NotFound),
            (PatchFields patch, _) => Update(living, FieldMerge.Patch(living.Fields, patch.Patch), now, command),
            (AddComment comment, _) => Comment(living, comment, now, command),
            (DeleteEntity, _) => Delete(living, now, command.Actor),
            _ => throw new InvalidOperationException($"{command.Mutation.GetType().Name} is no mutation of fields."),
        };
        if (result.Error is not null || result.Record is not { } after) return result;
        if (after.Fields.Count > limits.MaxFields && Grew(living, after, entity => entity.Fields.Count))
            return Refuse(record, ProblemCodes.TooManyFields);
        if (after.FieldBytes > limits.MaxBytes && Grew(living, after, entity => entity.FieldBytes))
            return Refuse(record, ProblemCodes.EntityTooLarge);
        return result;
    }

    private static bool Violates(Precondition condition, EntityRecord? living) =>
        (condition.MustExist && living is null)
        || (condition.MustNotExist && living is not null)
        || (condition.At is { } at && at != living?.Position());

    // An entity that is over a bound which was lowered since may still shrink.
    private static bool Grew(EntityRecord? before, EntityRecord after, Func<EntityRecord, long> size) =>
        before is null || size(after) > size(before);

    private static Result Refuse(EntityRecord? record, ProblemCode error) => new(record, EntityEffect.None, Error: error);

    private static Result Create(EntityRecord? tombstone, JsonFields fields, Position newLife, DateTimeOffset now, EntityCommand command)
    {
        // Of an entity of which one time is known, the other one is the same, as it is of every new entity.
        var created = command.Import.CreatedAt ?? command.Import.UpdatedAt ?? now;
        var updated = command.Import.UpdatedAt ?? created;
        return new(
            new(newLife.Epoch, newLife.Version, fields, fields.SizeInBytes(), 0, 0, created, updated, command.Actor, Deleted: false, tombstone?.Outbox ?? 0),
            EntityEffect.Created);
    }

    private static Result Update(EntityRecord living, FieldMerge.Result merged, DateTimeOffset now, EntityCommand command)
    {
        if (merged.Changed.Count == 0) return new(living, EntityEffect.Unchanged);
        var after = Next(living, command.Import.UpdatedAt ?? now, command.Actor) with { Fields = merged.Fields, FieldBytes = living.FieldBytes + merged.Bytes };
        return new(after, EntityEffect.Changed, Change(after, merged.Changed, comments: null));
    }

    private static Result Comment(EntityRecord living, AddComment comment, DateTimeOffset now, EntityCommand command)
    {
        var createdAt = command.Import.CreatedAt;
        var after = Next(living, createdAt ?? now, command.Actor) with { Comments = living.Comments + 1 };
        return new(
            after,
            EntityEffect.Changed,
            Change(after, JsonFields.Empty, after.Comments),
            new(after.Comments, comment.Text, comment.Mentions, command.Actor, createdAt ?? after.UpdatedAt));
    }

    private static Result Delete(EntityRecord living, DateTimeOffset now, string? actor) => new(
        Next(living, now, actor) with { Fields = JsonFields.Empty, FieldBytes = 0, Comments = 0, Followers = 0, Deleted = true },
        EntityEffect.Deleted);

    // A clock that was set back does not take the entity back with it, nor does what happened before its last change.
    private static EntityRecord Next(EntityRecord living, DateTimeOffset at, string? actor) => living with
    {
        Version = living.Version + 1,
        UpdatedAt = at > living.UpdatedAt ? at : living.UpdatedAt,
        UpdatedBy = actor,
    };

    private static EntityChange Change(EntityRecord after, JsonFields fields, long? comments) =>
        new(after.Version, fields, comments, after.UpdatedAt, after.UpdatedBy);
}
