using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Idempotency;
using OrleansRealtime.Storage.Lineage;

namespace OrleansRealtime.Grains.Entities;

/// <summary>Mutations of which those with a key are done once: a request that comes again is answered as the first was.</summary>
internal sealed class IdempotentMutations(
    EntityMutations mutations, IdempotencyStore keys, Following following, Comments comments, IDatabaseLineage lineage, TimeProvider time)
{
    /// <summary>Reads what <see cref="Apply"/> needs; the preparation of its operation.</summary>
    public async Task<Preparation> PrepareAsync(EntityRecord? committed, EntityCommand command)
    {
        var stored = command.Key is null ? null : await keys.PrepareAsync(command.Key);
        return new(stored, await following.FindConcernedAsync(committed, command.Mutation, command.Actor));
    }

    public Result Apply(CommitBatch<EntityRecord> batch, EntityCommand command, Preparation prepared)
    {
        var now = time.GetUtcNow();
        if (command.Key is not { } key) return new(mutations.Apply(batch, command, prepared.Followers, now));
        if (IdempotencyStore.Find(batch, key, prepared.Stored) is { } answered) return Repeat(batch, key, answered);
        if (!keys.HasRoom(batch, key)) return new(EntityOutcome.Refused(ProblemCodes.TooManyKeys, batch.Record?.Position()));

        var outcome = mutations.Apply(batch, command, prepared.Followers, now);
        if (outcome.Error is null) Remember(batch, key, outcome, now);
        return new(outcome);
    }

    /// <summary>The answer to the caller, once the result is durable: a key keeps no more of a comment than its number.</summary>
    public async Task<EntityOutcome> CompleteAsync(Result result) =>
        result is { Outcome: { Comment: { } comment } outcome, Repeats: { } repeats } && await comments.FindAsync(repeats.Epoch, comment.Id) is { } found
            ? outcome with { Comment = found }
            : result.Outcome;

    private Result Repeat(CommitBatch<EntityRecord> batch, IdempotencyKey key, IdempotentAnswer answered)
    {
        var position = new Position(answered.Epoch + lineage.Token, answered.Version);
        if (key.Fingerprint != answered.Fingerprint) return new(EntityOutcome.Refused(ProblemCodes.IdempotencyMismatch, position));
        var comment = answered.Comment is { } id ? new EntityComment(id, "", [], null, answered.At) : null;
        return new(new(answered.Effect, Position: position, Snapshot: mutations.SnapshotAt(batch, position), Comment: comment, Replayed: true), answered);
    }

    private void Remember(CommitBatch<EntityRecord> batch, IdempotencyKey key, EntityOutcome outcome, DateTimeOffset now) => keys.Add(
        batch,
        key,
        new(key.Fingerprint, outcome.Effect, batch.Record!.Epoch, outcome.Position!.Value.Version, outcome.Comment?.Id, now, key.User));

    /// <param name="Stored">What was answered under the command's key, as committed.</param>
    public readonly record struct Preparation(IdempotentAnswer? Stored, CommittedFollowers Followers);

    /// <param name="Repeats">What was kept of the request that this one repeats.</param>
    public readonly record struct Result(EntityOutcome Outcome, IdempotentAnswer? Repeats = null);
}
