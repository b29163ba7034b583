using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Preferences;

/// <summary>Whether notifications reach their user, and what was decided about those that came: a row each, committed with what the decision
/// did, so that it can be explained and does not change when the notification is delivered again.</summary>
/// <param name="lifetime">How long a decision is remembered.</param>
internal sealed class Decisions(
    GrainRowOwner owner, IGrainRows rows, PreferenceStore preferences, WorkspacePreferences workspace, TimeSpan lifetime, TimeProvider time)
{
    // No decision is to be forgotten before this; unknown until all were looked through once.
    private DateTimeOffset _forgetDue = DateTimeOffset.MinValue;

    /// <summary>Decides by the preferences as the operations of this commit so far leave them, and has the decision committed.</summary>
    /// <param name="seq">The number of the item, should it reach the inbox.</param>
    public Decision Decide(ICommitRows batch, Notification notification, long seq)
    {
        var now = time.GetUtcNow();
        var about = new DecisionAbout(notification.Kind, notification.Reason, notification.Entity);
        var decision = notification.Withheld is { } rule
            ? PreferenceRules.Withheld(rule)
            : PreferenceRules.Decide(about, preferences.In(batch), workspace, now);
        var past = new PastDecision(about, now, decision, decision.Inbox ? seq : null);
        batch.Add(new(PreferenceRows.Decisions, notification.Id, RowJson.Write(past), EndOfDay(now + lifetime)));
        return decision;
    }

    /// <summary>Has it committed that a notification was taken back.</summary>
    public void TakeBack(ICommitRows batch, string notification, PastDecision past) =>
        batch.Add(new(PreferenceRows.Decisions, notification, RowJson.Write(past with { TakenBack = true }), EndOfDay(past.At + lifetime)));

    /// <summary>What would be decided now.</summary>
    public Decision Preview(DecisionAbout about, UserPreferences user) => PreferenceRules.Decide(about, user, workspace, time.GetUtcNow());

    /// <summary>What was decided about the notification of this id; <c>null</c> when none came, or too long ago.</summary>
    public async Task<PastDecision?> FindAsync(string notification)
    {
        var row = await rows.FindAsync(owner, PreferenceRows.Decisions, notification);
        return row is not null && RowJson.Read<PastDecision>(row) is var past && past.At + lifetime > time.GetUtcNow() ? past : null;
    }

    /// <summary>Whether one of these is the id of a notification that came.</summary>
    public async Task<bool> AnyAsync(IReadOnlyCollection<string> notifications) =>
        (await rows.FindAllAsync(owner, PreferenceRows.Decisions, notifications)).Count > 0;

    /// <summary>What was decided of those that came, by the notifications' ids, the newest first: as many as the query's limit and one more, which
    /// says that there are more. Looks through all that this user has, a page at a time, and holds no more than it answers.</summary>
    public async Task<IReadOnlyList<(string Id, PastDecision Past)>> NewestAsync(HistoryQuery query, CancellationToken cancellationToken)
    {
        var forgotten = time.GetUtcNow() - lifetime;
        var newest = new PriorityQueue<(string Id, PastDecision Past), HistoryCursor>(HistoryCursor.ByTime);
        await foreach (var row in rows.AllAsync(owner, PreferenceRows.Decisions, cancellationToken))
        {
            var past = RowJson.Read<PastDecision>(row);
            var place = new HistoryCursor(past.At, row.Id);
            if (past.At <= forgotten || past.At < query.From || past.At >= query.To) continue;
            if (query.Kind is not null && past.About.Kind != query.Kind) continue;
            if (query.Before is not null && HistoryCursor.ByTime.Compare(place, query.Before) >= 0) continue;
            newest.Enqueue((row.Id, past), place);
            if (newest.Count > query.Limit + 1) newest.Dequeue();
        }

        var found = new List<(string Id, PastDecision Past)>(newest.Count);
        while (newest.TryDequeue(out var oldest, out _)) found.Add(oldest);
        found.Reverse();
        return found;
    }

    /// <summary>Forgets those whose lifetime is over. Beside the writer: what is due was written once and is asked for no more.</summary>
    public async Task ForgetAsync(DateTimeOffset now)
    {
        if (now < _forgetDue) return;
        List<string> expired = [];
        var next = now + lifetime;
        await foreach (var row in rows.AllAsync(owner, PreferenceRows.Decisions))
        {
            if (row.DueAt <= now) expired.Add(row.Id);
            else if (row.DueAt < next) next = row.DueAt!.Value;
            if (expired.Count == CommitLimits.MaxForgotten) break;
        }

        await rows.DeleteAsync(owner, PreferenceRows.Decisions, expired);
        // With so many there may be more, for the next sweep.
        if (expired.Count < CommitLimits.MaxForgotten) _forgetDue = next;
    }

    /// <summary>Deletes those that are committed, at most so many. By the grain's one writer alone, so that none that comes meanwhile is among them.</summary>
    /// <returns>How many went; fewer than <paramref name="limit"/> when none is left.</returns>
    public async Task<int> EraseAsync(int limit)
    {
        var ids = new List<string>(limit);
        await foreach (var row in rows.AllAsync(owner, PreferenceRows.Decisions))
        {
            ids.Add(row.Id);
            if (ids.Count == limit) break;
        }

        await rows.DeleteAsync(owner, PreferenceRows.Decisions, ids);
        return ids.Count;
    }

    /// <summary>A page in the order of the notifications' ids.</summary>
    public async Task<(IReadOnlyList<PastNotification> Decided, string? Next)> PageAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var page = await rows.ReadPageAsync(owner, PreferenceRows.Decisions, new(After: after, Limit: limit), ct: cancellationToken);
        return (
            [.. page.Rows.Select(row => new PastNotification(row.Id, RowJson.Read<PastDecision>(row)))],
            page.IsCut || page.Rows.Count == limit ? page.Rows[^1].Id : null);
    }

    // Due by the day, so that those of one day are looked for once.
    private static DateTimeOffset EndOfDay(DateTimeOffset due) => new DateTimeOffset(due.UtcDateTime.Date, TimeSpan.Zero).AddDays(1);
}
