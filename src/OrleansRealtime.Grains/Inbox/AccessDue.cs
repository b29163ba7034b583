using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>When access to what items are about is asked for anew: up to two rows, by which the sweep wakes the user. One is due for what was asked
/// of the user or has failed, the other while something is hidden; so neither puts the other off.</summary>
internal static class AccessDue
{
    /// <summary>How long what is hidden stays so without being asked for anew. An application says when access is back; one that does not is
    /// found out by this.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromHours(1);

    private const string Demanded = InboxRows.Access;
    private const string WhileHidden = "hidden";

    /// <summary>Has everything asked about at a time; <c>null</c>: that is done.</summary>
    public static void Demand(ICommitRows batch, DateTimeOffset? at) => Set(batch, Demanded, at);

    /// <summary>Everything was asked about: from now on the hour counts.</summary>
    public static void Restart(CommitBatch<InboxRecord> batch, DateTimeOffset now) =>
        Set(batch, WhileHidden, batch.Record is { Hidden.IsEmpty: false } ? now + AskAgain : null);

    /// <summary>Sets a record in which other items may be hidden than before. The hour counts from the first of them.</summary>
    public static void SetHidden(CommitBatch<InboxRecord> batch, InboxRecord after, DateTimeOffset now)
    {
        var wasEmpty = batch.Record is not { Hidden.IsEmpty: false };
        batch.Set(after);
        if (wasEmpty != after.Hidden.IsEmpty) Restart(batch, now);
    }

    /// <summary>For an inbox of which nothing is left.</summary>
    public static void Clear(ICommitRows batch)
    {
        Set(batch, Demanded, null);
        Set(batch, WhileHidden, null);
    }

    private static void Set(ICommitRows batch, string id, DateTimeOffset? at) =>
        batch.Add(new(InboxRows.Access, id, at is null ? null : "{}", at));
}
