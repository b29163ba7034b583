using System.Collections.Immutable;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.Storage.Lineage;

namespace OrleansRealtime.Grains.Entities;

/// <summary>What a mutation does to a commit: the record as <see cref="EntityRules"/> have it, the rows and the outbox entry that go with
/// it, and what viewers are told.</summary>
internal sealed class EntityMutations(EntityKey key, EntityLimits limits, IDatabaseLineage lineage, ChangeLog log, OutboxDelivery outbox)
{
    /// <param name="followers">What <see cref="Following.FindConcernedAsync"/> read for this mutation.</param>
    public EntityOutcome Apply(CommitBatch<EntityRecord> batch, EntityCommand command, CommittedFollowers followers, DateTimeOffset now) =>
        command.Mutation is SetFollowers change
            ? ApplyFollowers(batch, change, followers)
            : ApplyRules(batch, command, followers, now);

    /// <summary>The entity as it is at this position; <c>null</c> when it is elsewhere by now, or gone.</summary>
    public EntitySnapshot? SnapshotAt(CommitBatch<EntityRecord> batch, Position position) =>
        batch.Record is { Deleted: false } record && record.Position() == position ? record.ToSnapshot(key) : null;

    private EntityOutcome ApplyFollowers(CommitBatch<EntityRecord> batch, SetFollowers change, CommittedFollowers followers)
    {
        if (batch.Record is not { Deleted: false } before) return EntityOutcome.Refused(ProblemCodes.NotFound);
        var record = change.Users.Aggregate(before, (after, user) => FollowRules.Set(batch, after, user, change.Follows, followers));
        if (record != before) batch.Set(record);
        return new(record == before ? EntityEffect.Unchanged : EntityEffect.Changed, Position: record.Position(), Snapshot: record.ToSnapshot(key));
    }

    private EntityOutcome ApplyRules(
        CommitBatch<EntityRecord> batch, EntityCommand command, CommittedFollowers followers, DateTimeOffset now)
    {
        var result = EntityRules.Apply(batch.Record, command, Position.NewLife, now, limits);
        if (result.Error is { } error) return Refuse(batch, command, error);
        if (result.Effect == EntityEffect.Created) result = result with { Record = result.Record! with { Lineage = lineage.Token } };
        if (result.Effect != EntityEffect.Unchanged)
        {
            var assignees = AssigneeChange.Of(batch.Record, result.Record!, limits.AssigneeField);
            var owed = EntityNotifications.Of(key, batch.Record, command, result, assignees, result.Record!.Outbox + 1, now);
            if (owed is { IsAlone: true } && outbox.IsFull(batch)) return EntityOutcome.Refused(ProblemCodes.Overloaded, batch.Record?.Position());
            AddResult(batch, command, result, assignees, owed, followers, now);
        }

        var record = batch.Record!;
        return new(result.Effect, Position: record.Position(), Snapshot: record.Deleted ? null : record.ToSnapshot(key), Comment: result.Comment);
    }

    private EntityOutcome Refuse(CommitBatch<EntityRecord> batch, EntityCommand command, ProblemCode error)
    {
        var position = batch.Record is { Deleted: false } record ? record.Position() : (Position?)null;
        var outcome = EntityOutcome.Refused(error, position);
        return error == ProblemCodes.PositionConflict && position is { } now && command.If.At is { } at && at.Epoch == now.Epoch
            ? outcome with { ChangedFields = FieldsChangedSince(batch, at, now) }
            : outcome;
    }

    private ImmutableArray<string>? FieldsChangedSince(CommitBatch<EntityRecord> batch, Position since, Position now)
    {
        var changes = batch.Effects<EntityEffects>().Changes;
        // What this batch changed so far stands behind the log: a caller may be in conflict with a neighbour in the same commit.
        if (log.Since(since.Version, now.Version - changes.Count) is not { } logged) return null;
        return [.. logged.Concat(changes).SelectMany(change => change.Fields.Values.Keys).Distinct().Order(StringComparer.Ordinal)];
    }

    private void AddResult(
        CommitBatch<EntityRecord> batch,
        EntityCommand command,
        EntityRules.Result result,
        AssigneeChange assignees,
        OutboxEntry? owed,
        CommittedFollowers followers,
        DateTimeOffset now)
    {
        var before = batch.Record;
        var record = FollowRules.Follow(batch, result.Record!, command, assignees, followers);
        var effects = batch.Effects<EntityEffects>();
        if (result.Change is { } change) batch.SetEffects(effects with { Changes = effects.Changes.Add(change) });
        if (result.Comment is { } comment) Comments.Add(batch, record.Epoch, comment);

        switch (result.Effect)
        {
            case EntityEffect.Created:
                batch.SetEffects(new EntityEffects { LifeEvent = new EntityCreated(record.Position()) });
                break;
            case EntityEffect.Deleted:
                batch.SetEffects(new EntityEffects { LifeEvent = new EntityDeleted(record.Position()) });
                Tombstones.Add(batch, before!.Epoch, now + limits.TombstoneLifetime);
                break;
        }

        if (owed is { NamesSomebody: true }) Following.AddNamed(batch, record.Epoch, owed.Named);
        if (owed is not null) record = record with { Outbox = outbox.Add(batch, owed) };
        batch.Set(record);
    }
}
