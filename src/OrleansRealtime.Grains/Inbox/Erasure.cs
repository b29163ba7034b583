using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Preferences;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>
/// Erases what is kept of a user, step by step, because it may be much. First the user is taken out of entities, and what was decided is deleted;
/// then one commit empties the record; then the rows of its items go. A crash before that commit leaves an inbox as it was, one after it rows that
/// nobody shows: whoever repeats it, completes it. What stays is by which nothing comes back: the highest number of each source, the keys of
/// requests, and which tokens are refused.
/// </summary>
internal sealed class Erasure(
    UserKey user, GrainRowOwner owner, IGrainRows rows, PreferenceStore preferences, Decisions decisions, IGrainFactory grains, ClusterClock clock, TimeProvider time)
{
    /// <summary>How many rows one step deletes. 2,000: a fraction of a second, and a call waits for 3.</summary>
    private const int MaxRows = 2_000;

    /// <summary>How many entities one step asks: most have to be read first.</summary>
    private const int MaxPlaces = 100;

    private const int PageSize = 500;

    /// <param name="upTo">The newest number of the inbox that an earlier step emptied; <c>null</c> = none has yet.</param>
    public async Task<ErasureStep> StepAsync(GroupCommit<InboxRecord> commits, long? upTo)
    {
        if (upTo is { } emptied) return new(emptied, await DeleteItemsAsync(emptied), UserDataCounts.None);
        if (await LeaveAsync(PlacedRows.Followers) is > 0 and var following) return new(null, false, UserDataCounts.None with { Following = following });
        if (await LeaveAsync(PlacedRows.Named) is > 0 and var named) return new(null, false, UserDataCounts.None with { Named = named });
        return await EmptyAsync(commits);
    }

    /// <summary>Takes the user out of some entities.</summary>
    /// <returns>Out of how many lives; zero when none is left.</returns>
    private async Task<int> LeaveAsync(PlacedRows kind)
    {
        var places = await rows.FindPlacesAsync(kind, $"{user.Workspace}/", user.User, after: null, MaxPlaces);
        await Task.WhenAll(places
            .GroupBy(place => place.GrainKey, place => UserDataReader.EpochOf(place))
            .Select(lives => grains.GetGrain<IEntityGrain>(lives.Key).ForgetUser(user.User, [.. lives])));
        return places.Count;
    }

    /// <summary>Deletes what was decided, and when none of that is left, empties the record in the same turn of the writer.</summary>
    private async Task<ErasureStep> EmptyAsync(GroupCommit<InboxRecord> commits)
    {
        var (decided, isSet, now) = (0, false, default(DateTimeOffset));
        return await commits.RunAsync(
            batch => decided == MaxRows
                ? new ErasureStep(null, false, UserDataCounts.None with { Notifications = decided })
                : Empty(batch, decided, isSet, now),
            async () =>
            {
                await preferences.LoadAsync();
                isSet = await preferences.FindAsync() is not null;
                decided = await decisions.EraseAsync(MaxRows);
                now = await clock.StampAsync(time);
            });
    }

    /// <param name="decided">How many decisions were deleted.</param>
    /// <param name="isSet">Whether preferences are committed.</param>
    private static ErasureStep Empty(CommitBatch<InboxRecord> batch, int decided, bool isSet, DateTimeOffset now)
    {
        var before = batch.Record ?? InboxRecord.Empty;
        // What came in this very commit came before: its rows do not become durable.
        foreach (var row in batch.Rows.Where(row => row.Value is not null))
        {
            if (row.Collection is PreferenceRows.Decisions) decided++;
            if (row.Collection is PreferenceRows.Preferences) isSet = true;
            if (row.Collection is PreferenceRows.Decisions or InboxRows.Items or InboxRows.Snoozes) batch.Add(row with { Value = null, DueAt = null });
        }

        if (isSet) PreferenceStore.Remove(batch);
        batch.Add(new(InboxRows.Retention, InboxRows.Retention, null));
        AccessDue.Clear(batch);
        batch.SetEffects(new InboxEffects { Reset = true, TokensRefused = true });
        Grouping.Clear(batch);
        batch.Set(InboxRules.Erase(before, now));
        return new(before.LastSeq, false, UserDataCounts.None with { Items = before.Items.Count, Notifications = decided, Preferences = isSet ? 1 : 0 });
    }

    /// <summary>Deletes rows of items and snoozes that an emptied record left behind. Those that came since have higher numbers.</summary>
    /// <returns>Whether none is left.</returns>
    private async Task<bool> DeleteItemsAsync(long upTo) =>
        await DeleteAsync(InboxRows.Items, upTo) && await DeleteAsync(InboxRows.Snoozes, upTo);

    private async Task<bool> DeleteAsync(string collection, long upTo)
    {
        for (var deleted = 0; deleted < MaxRows;)
        {
            var page = await rows.ReadPageAsync(owner, collection, new(Before: RowJson.Number(upTo + 1), Limit: PageSize));
            await rows.DeleteAsync(owner, collection, [.. page.Rows.Select(row => row.Id)]);
            if (page.Rows.Count < PageSize && !page.IsCut) return true;
            deleted += page.Rows.Count;
        }

        return false;
    }
}
