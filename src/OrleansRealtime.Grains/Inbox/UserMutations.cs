using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Idempotency;
using OrleansRealtime.Grains.Preferences;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>What users do to their own inbox and preferences. What comes with a key is done once.</summary>
internal sealed class UserMutations(IdempotencyStore keys, PreferenceStore preferences, TimeProvider time)
{
    /// <param name="stored">What <see cref="IdempotencyStore.PrepareAsync"/> read for the key.</param>
    public MarkOutcome Mark(CommitBatch<InboxRecord> batch, InboxMark mark, IdempotencyKey? key, IdempotentAnswer? stored)
    {
        var before = batch.Record ?? InboxRecord.Empty;
        if (mark.UpTo > before.LastSeq) return new(null, Error: ProblemCodes.UnknownSeq.Code);
        var after = InboxRules.Mark(before, mark);
        var (isReplay, refusal) = AddKey(batch, before, key, stored, after == before ? EntityEffect.Unchanged : EntityEffect.Changed);
        if (refusal is not null) return new(null, Error: refusal);
        if (isReplay) return new(before.Badge(), Replayed: true);
        if (after == before) return new(before.Badge());
        Snoozes.Mark(batch, mark, after);
        return new(after.Badge());
    }

    /// <param name="at">The version that they must have; <c>null</c>: any.</param>
    /// <param name="stored">What <see cref="IdempotencyStore.PrepareAsync"/> read for the key.</param>
    public PreferencesOutcome SetPreferences(
        CommitBatch<InboxRecord> batch, UserPreferences preferred, IdempotencyKey? key, long? at, IdempotentAnswer? stored)
    {
        var inbox = batch.Record ?? InboxRecord.Empty;
        var current = preferences.In(batch);
        var conflict = at is { } version && version != current.Version ? ProblemCodes.PreferencesConflict.Code : null;
        var (isReplay, refusal) = AddKey(batch, inbox, key, stored, EntityEffect.Changed, conflict);
        if (refusal is not null) return new(null, Error: refusal);
        if (isReplay) return new(current, Replayed: true);
        // The version of the inbox that comes with them: a tab whose event was lost finds out, and no two documents have the same.
        var next = preferred with { Version = inbox.Version + 1 };
        PreferenceStore.Set(batch, next);
        batch.Set(inbox with { Version = next.Version });
        return new(next);
    }

    /// <summary>Refuses the tokens that were issued before a moment; an earlier moment than the one that holds changes nothing.</summary>
    /// <returns>The inbox's version.</returns>
    public static long RefuseTokens(CommitBatch<InboxRecord> batch, DateTimeOffset issuedBefore)
    {
        var inbox = batch.Record ?? InboxRecord.Empty;
        if (inbox.TokensRefusedBefore >= issuedBefore) return inbox.Version;
        batch.SetEffects(batch.Effects<InboxEffects>() with { TokensRefused = true });
        batch.Set(inbox with { Version = inbox.Version + 1, TokensRefusedBefore = issuedBefore });
        return inbox.Version + 1;
    }

    /// <summary>Has a request's key committed with what the request does.</summary>
    /// <param name="effect">What the request does.</param>
    /// <param name="refusal">Why a request that was not done before is refused; its key is not taken.</param>
    /// <returns>Whether it was done before, and nothing is to be done; or the code with which it is refused.</returns>
    private (bool IsReplay, string? Refusal) AddKey(
        CommitBatch<InboxRecord> batch, InboxRecord inbox, IdempotencyKey? key, IdempotentAnswer? stored, EntityEffect effect, string? refusal = null)
    {
        if (key is null) return (false, refusal);
        if (IdempotencyStore.Find(batch, key, stored) is { } answered)
            return answered.Fingerprint == key.Fingerprint ? (true, null) : (false, ProblemCodes.IdempotencyMismatch.Code);
        if (refusal is not null) return (false, refusal);
        if (!keys.HasRoom(batch, key)) return (false, ProblemCodes.TooManyKeys.Code);
        keys.Add(batch, key, new(key.Fingerprint, effect, "", inbox.Version, null, time.GetUtcNow(), key.User));
        return default;
    }
}
