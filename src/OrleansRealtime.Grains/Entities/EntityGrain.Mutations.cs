using System.Collections.Immutable;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Idempotency;

namespace OrleansRealtime.Grains.Entities;

internal sealed partial class EntityGrain
{
    public async Task<EntityOutcome> Mutate(EntityCommand command)
    {
        try
        {
            await _commits.FenceAsync();
            IReadOnlySet<string> followed = new HashSet<string>();
            IdempotentAnswer? stored = null;
            IdempotentAnswer? answered = null;
            var outcome = await _commits.RunAsync(batch => Apply(batch, command, followed, stored, out answered), PrepareAsync);
            return answered?.Comment is { } id && outcome.Replayed && await FindCommentAsync(answered.Epoch, id) is { } comment
                ? outcome with { Comment = comment }
                : outcome;

            async Task PrepareAsync()
            {
                if (command.Key is not null) stored = await _requests.PrepareAsync(command.Key);
                followed = await FollowersAmongAsync(command);
            }
        }
        catch (CommitOverloadException)
        {
            return EntityOutcome.Refused(ProblemCodes.Overloaded);
        }
        catch (CommitFailedException)
        {
            return EntityOutcome.Refused(ProblemCodes.OutcomeUnknown);
        }
    }

    private EntityOutcome Apply(
        CommitBatch<EntityRecord> batch,
        EntityCommand command,
        IReadOnlySet<string> followed,
        IdempotentAnswer? stored,
        out IdempotentAnswer? answered)
    {
        answered = command.Key is { } key ? IdempotencyStore.Find(batch, key, stored) : null;
        if (answered is not null) return Repeat(command.Key!, answered);

        var now = time.GetUtcNow();
        if (command.Key is not null && !_requests.HasRoom(batch)) return EntityOutcome.Refused(ProblemCodes.TooManyKeys, batch.Record?.Position());
        var outcome = command.Mutation is SetFollower follower
            ? ApplyFollower(batch, follower, followed)
            : ApplyRules(batch, command, followed, now);
        return outcome.Error is null && command.Key is not null ? Remember(batch, command.Key, outcome, now) : outcome;
    }

    private EntityOutcome ApplyRules(
        CommitBatch<EntityRecord> batch, EntityCommand command, IReadOnlySet<string> followed, DateTimeOffset now)
    {
        if (command.Mutation is AddComment && _outbox.IsFull) return EntityOutcome.Refused(ProblemCodes.Overloaded, batch.Record?.Position());
        var before = batch.Record;
        var result = EntityRules.Apply(before, command, Position.NewLife(), now, _limits);
        if (result.Error is { } error) return Refuse(batch, command, error);
        if (result.Effect == EntityEffect.Created) result = result with { Record = result.Record! with { Lineage = lineage.Token } };
        if (result.Effect != EntityEffect.Unchanged) Take(batch, before, command, result, followed);

        var record = batch.Record!;
        return new(result.Effect, Position: record.Position(), Snapshot: record.Deleted ? null : record.ToSnapshot(_key), Comment: result.Comment);
    }

    private EntityOutcome Refuse(CommitBatch<EntityRecord> batch, EntityCommand command, ProblemCode error)
    {
        var position = batch.Record is { Deleted: false } record ? record.Position() : (Position?)null;
        var outcome = EntityOutcome.Refused(error, position);
        return error == ProblemCodes.PositionConflict && position is { } now && command.If.At is { } at && at.Epoch == now.Epoch
            ? outcome with { ChangedFields = ChangedSince(batch, at, now) }
            : outcome;
    }

    private ImmutableArray<string>? ChangedSince(CommitBatch<EntityRecord> batch, Position since, Position now)
    {
        var changes = batch.Effects<EntityEffects>().Changes;
        // What this batch changed so far stands behind the log: a caller may be in conflict with a neighbour in the same commit.
        if (_log.Since(since.Version, now.Version - changes.Count) is not { } logged) return null;
        return [.. logged.Concat(changes).SelectMany(change => change.Fields.Values.Keys).Distinct().Order(StringComparer.Ordinal)];
    }

    private void Take(
        CommitBatch<EntityRecord> batch,
        EntityRecord? before,
        EntityCommand command,
        EntityRules.Result result,
        IReadOnlySet<string> followed)
    {
        var assignees = AssigneeChange.Of(before, result.Record!, _limits.AssigneeField);
        var record = Follow(batch, result.Record!, command, assignees, followed);
        var effects = batch.Effects<EntityEffects>();
        if (result.Change is { } change) batch.SetEffects(effects with { Changes = effects.Changes.Add(change) });
        if (result.Comment is { } comment)
            batch.Add(new(EntityRows.Comments(record.Epoch), RowJson.Number(comment.Id), RowJson.Write(comment)));

        switch (result.Effect)
        {
            case EntityEffect.Created:
                batch.SetEffects(new EntityEffects { LifeEvent = new EntityCreated(record.Position()) });
                break;
            case EntityEffect.Deleted:
                batch.SetEffects(new EntityEffects { LifeEvent = new EntityDeleted(record.Position()) });
                // The sweep wakes the entity by this row to forget its dead life.
                batch.Add(new(EntityRows.Tombstones, before!.Epoch, "{}", time.GetUtcNow() + _limits.TombstoneLifetime));
                break;
        }

        if (EntityNotifications.Of(_key, command, result, assignees, record.Outbox + 1) is { } happening)
        {
            var entry = _outbox.Add(batch, happening);
            if (entry.Number == happening.Number) record = record with { Outbox = entry.Number };
        }

        batch.Set(record);
    }

    private EntityOutcome Repeat(IdempotencyKey key, IdempotentAnswer answered) => key.Fingerprint != answered.Fingerprint
        ? EntityOutcome.Refused(ProblemCodes.IdempotencyMismatch, PositionOf(answered))
        : new(
            answered.Effect,
            Position: PositionOf(answered),
            Comment: answered.Comment is { } id ? new(id, "", [], null, answered.At) : null,
            Replayed: true);

    private EntityOutcome Remember(CommitBatch<EntityRecord> batch, IdempotencyKey key, EntityOutcome outcome, DateTimeOffset now)
    {
        var epoch = batch.Record!.Epoch;
        _requests.Add(batch, key, new(key.Fingerprint, outcome.Effect, epoch, outcome.Position!.Value.Version, outcome.Comment?.Id, now));
        return outcome;
    }

    private Position PositionOf(IdempotentAnswer answered) => new(answered.Epoch + lineage.Token, answered.Version);

    private async Task<EntityComment?> FindCommentAsync(string epoch, long id) =>
        await rows.FindAsync(_owner, EntityRows.Comments(epoch), RowJson.Number(id)) is { } row ? RowJson.Read<EntityComment>(row) : null;

    // Everything here is synchronous up to the send, so that news leave in the order of the commits.
    private void OnCommitted(CommitBatch<EntityRecord> batch)
    {
        var effects = batch.Effects<EntityEffects>();
        if (effects.LifeEvent is { } lifeEvent)
        {
            _log.Clear();
            _ = PublishAsync(lifeEvent);
        }

        if (!effects.Changes.IsEmpty)
        {
            foreach (var change in effects.Changes) _log.Add(change);
            _ = PublishAsync(new EntityChanged(batch.Record!.Position().Epoch, [.. effects.Changes]));
        }

        _outbox.Committed(batch);
        _requests.Committed(batch);
    }
}
