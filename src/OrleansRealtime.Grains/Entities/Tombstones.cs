using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Entities;

/// <summary>The lives of an entity that are over: a row each, by which the sweep wakes the entity to forget what is left of them.</summary>
internal sealed class Tombstones(GrainRowOwner owner, IGrainRows rows, Comments comments, Following following, TimeProvider time)
{
    public static void Add(ICommitRows batch, string epoch, DateTimeOffset due) => batch.Add(new(EntityRows.Tombstones, epoch, "{}", due));

    public async Task SweepAsync(GroupCommit<EntityRecord> commits)
    {
        await foreach (var tombstone in rows.AllAsync(owner, EntityRows.Tombstones))
        {
            if (tombstone.DueAt > time.GetUtcNow()) continue;
            var epoch = tombstone.Id;
            await comments.DeleteAllAsync(epoch);
            await following.DeleteAllAsync(epoch);
            await commits.RunAsync(batch => Remove(batch, epoch));
        }
    }

    /// <summary>Takes the tombstone away, and the record with it unless the entity lives again.</summary>
    private static bool Remove(CommitBatch<EntityRecord> batch, string epoch)
    {
        batch.Add(new(EntityRows.Tombstones, epoch, null));
        if (batch.Record is { Deleted: true } record && record.Epoch == epoch) batch.Forget();
        return true;
    }
}
