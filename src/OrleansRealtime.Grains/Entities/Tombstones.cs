using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Outbox;

namespace OrleansRealtime.Grains.Entities;

/// <summary>The lives of an entity that are over: a row each, by which the sweep wakes the entity to forget what is left of them.</summary>
internal sealed class Tombstones(GrainRowOwner owner, IGrainRows rows, Comments comments, Following following, TimeProvider time)
{
    public static void Add(ICommitRows batch, string epoch, DateTimeOffset due) => batch.Add(new(EntityRows.Tombstones, epoch, "{}", due));

    /// <param name="outbox">A life of which something is owed keeps its followers: it is owed to them. The record stays while anything is owed, because
    /// it counts the entries' numbers.</param>
    public async Task SweepAsync(GroupCommit<EntityRecord> commits, OutboxDelivery outbox)
    {
        await foreach (var tombstone in rows.AllAsync(owner, EntityRows.Tombstones))
        {
            if (tombstone.DueAt > time.GetUtcNow()) continue;
            var epoch = tombstone.Id;
            if (await outbox.OwesAsync(epoch)) continue;
            await comments.DeleteAllAsync(epoch);
            await following.DeleteAllAsync(epoch);
            await commits.RunAsync(batch => Remove(batch, epoch, outbox.OwesNothing));
        }
    }

    /// <summary>Takes the tombstone away, and the record with it unless the entity lives again.</summary>
    private static bool Remove(CommitBatch<EntityRecord> batch, string epoch, bool mayForget)
    {
        var isLast = batch.Record is { Deleted: true } record && record.Epoch == epoch;
        if (isLast && !mayForget) return false;
        batch.Add(new(EntityRows.Tombstones, epoch, null));
        if (isLast) batch.Forget();
        return true;
    }
}
