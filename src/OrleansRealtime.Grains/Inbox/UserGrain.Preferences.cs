using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Idempotency;
using OrleansRealtime.Grains.Preferences;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>What the user wants to be told of, and what that decided.</summary>
internal sealed partial class UserGrain
{
    // No decision is to be forgotten before this; unknown until all were looked through once.
    private DateTimeOffset _decisionsDue = DateTimeOffset.MinValue;

    public async Task<UserPreferences> Preferences()
    {
        await _commits.FenceAsync();
        // Loaded by the writer alone: a reading beside a commit could put what was in the place of what is.
        return _preferences.Value ?? await _commits.RunAsync(PreferencesIn, _preferences.LoadAsync);
    }

    public async Task<PreferencesOutcome> SetPreferences(UserPreferences preferences, IdempotencyKey? key)
    {
        IdempotentAnswer? stored = null;
        try
        {
            await _commits.FenceAsync();
            return await _commits.RunAsync(batch => SetPreferences(batch, preferences, key, stored), PrepareAsync);
        }
        catch (CommitOverloadException)
        {
            return new(null, Error: ProblemCodes.Overloaded.Code);
        }
        catch (CommitFailedException)
        {
            return new(null, Error: ProblemCodes.OutcomeUnknown.Code);
        }

        async Task PrepareAsync()
        {
            await _preferences.LoadAsync();
            if (key is not null) stored = await _requests.PrepareAsync(key);
        }
    }

    public async Task<Decision> Decide(DecisionAbout about) =>
        PreferenceRules.Decide(about, await Preferences(), workspaces.For(_key.Workspace), time.GetUtcNow());

    public async Task<PastDecision?> Decided(string notification)
    {
        await _commits.FenceAsync();
        var row = await rows.FindAsync(_owner, PreferenceRows.Decisions, notification);
        return row is not null && RowJson.Read<PastDecision>(row) is var past && past.At + _limits.SourceLifetime > time.GetUtcNow() ? past : null;
    }

    private PreferencesOutcome SetPreferences(
        CommitBatch<InboxRecord> batch, UserPreferences preferences, IdempotencyKey? key, IdempotentAnswer? stored)
    {
        var inbox = batch.Record ?? InboxRecord.Empty;
        var (isReplay, refusal) = Keep(batch, inbox, key, stored);
        if (refusal is not null) return new(null, Error: refusal);
        if (isReplay) return new(PreferencesIn(batch), Replayed: true);
        batch.Add(new(PreferenceRows.Preferences, PreferenceRows.Only, RowJson.Write(preferences)));
        // A version of the inbox, so that a tab whose news was lost finds out.
        batch.Set(inbox with { Version = inbox.Version + 1 });
        return new(preferences);
    }

    private async Task<UserPreferences> ReadPreferencesAsync() =>
        await rows.FindAsync(_owner, PreferenceRows.Preferences, PreferenceRows.Only) is { } row
            ? RowJson.Read<UserPreferences>(row)
            : UserPreferences.Empty;

    /// <summary>The preferences as the operations of this commit so far leave them.</summary>
    private UserPreferences PreferencesIn(CommitBatch<InboxRecord> batch) =>
        batch.TryGetRow(PreferenceRows.Preferences, PreferenceRows.Only, out var row)
            ? RowJson.Read<UserPreferences>(row)
            : _preferences.Value ?? throw new InvalidOperationException("The preferences are read first.");

    /// <summary>Keeps the preferences that were committed.</summary>
    /// <returns>Whether there were any.</returns>
    private bool TakePreferences(CommitBatch<InboxRecord> batch)
    {
        if (!batch.TryGetRow(PreferenceRows.Preferences, PreferenceRows.Only, out var row)) return false;
        _preferences.Value = RowJson.Read<UserPreferences>(row);
        return true;
    }

    private Decision Decide(CommitBatch<InboxRecord> batch, Notification notification, DateTimeOffset now) => notification.Withheld is { } rule
        ? PreferenceRules.Withheld(rule)
        : PreferenceRules.Decide(About(notification), PreferencesIn(batch), workspaces.For(_key.Workspace), now);

    /// <summary>Has the decision committed with what it did.</summary>
    /// <param name="seq">The item; <c>null</c> = there is none.</param>
    private void Remember(CommitBatch<InboxRecord> batch, Notification notification, Decision decision, long? seq, DateTimeOffset now)
    {
        // Due by the day, so that those of one day are looked for once.
        var due = now + _limits.SourceLifetime;
        batch.Add(new(
            PreferenceRows.Decisions,
            notification.Id,
            RowJson.Write(new PastDecision(About(notification), now, decision, seq)),
            new DateTimeOffset(due.UtcDateTime.Date, TimeSpan.Zero).AddDays(1)));
    }

    private static DecisionAbout About(Notification notification) => new(notification.Kind, notification.Reason, notification.Entity);

    // Beside the writer: what is due was written once and is asked for no more.
    private async Task ForgetDecisionsAsync(DateTimeOffset now)
    {
        if (now < _decisionsDue) return;
        List<string> expired = [];
        var next = now + _limits.SourceLifetime;
        await foreach (var row in rows.AllAsync(_owner, PreferenceRows.Decisions))
        {
            if (row.DueAt <= now) expired.Add(row.Id);
            else if (row.DueAt < next) next = row.DueAt!.Value;
            if (expired.Count == MaxForgotten) break;
        }

        await rows.DeleteAsync(_owner, PreferenceRows.Decisions, expired);
        // With so many there may be more, for the next sweep.
        if (expired.Count < MaxForgotten) _decisionsDue = next;
    }
}
