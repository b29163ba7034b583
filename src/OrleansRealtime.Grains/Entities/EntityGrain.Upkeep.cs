using OrleansRealtime.Entities;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.Users;

namespace OrleansRealtime.Grains.Entities;

/// <summary>What the entity does besides answering: deliveries, and forgetting what is over.</summary>
internal sealed partial class EntityGrain
{
    /// <summary>How many users are told at once. 8: their commits share a flush to the disk; more would stand between an edit and its own.</summary>
    private const int DeliveriesAtOnce = 8;

    /// <summary>A few users who cannot be told keep nobody else waiting; so many are not the users' fault.</summary>
    private const int MaxFailures = 16;

    public async Task Wake()
    {
        await _commits.FenceAsync();
        _outbox.Start();
        await _requests.SweepAsync(_commits);
        await SweepTombstonesAsync();
    }

    // Not Parallel.ForEachAsync: on a grain's scheduler, which runs one turn at a time, that has one call under way at a time.
    private async Task DeliverAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        var underWay = new List<Task>(DeliveriesAtOnce);
        var failures = new List<Exception>();
        try
        {
            await foreach (var recipient in RecipientsAsync(entry, cancellationToken))
            {
                if (underWay.Count == DeliveriesAtOnce) underWay.Remove(await Task.WhenAny(underWay));
                if (failures.Count >= MaxFailures) break;
                underWay.Add(TellAsync(recipient.User, recipient.Mentioned));
            }
        }
        finally
        {
            await Task.WhenAll(underWay);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (failures.Count > 0) throw new AggregateException($"{failures.Count} users or more could not be told.", failures);

        async Task TellAsync(string name, bool mentioned)
        {
            try
            {
                if (await access.CheckAsync(_key, name, cancellationToken) == EntityAccess.None) return;
                var user = GrainFactory.GetGrain<IUserGrain>(new UserKey(_key.Workspace, name).ToString());
                await user.Notify(EntityNotices.For(_key, entry, mentioned)).WaitAsync(cancellationToken);
            }
            catch (Exception error)
            {
                // The others are told all the same; those who were, pass over the next try.
                failures.Add(error);
            }
        }
    }

    private async IAsyncEnumerable<(string User, bool Mentioned)> RecipientsAsync(
        OutboxEntry entry, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var user in entry.Mentions.Distinct())
            if (!entry.Authors.Contains(user)) yield return (user, true);
        await foreach (var row in rows.AllAsync(_owner, EntityRows.Followers(entry.Epoch), cancellationToken))
            if (!entry.IsOnlyBy(row.Id) && !entry.Mentions.Contains(row.Id)) yield return (row.Id, false);
    }

    private async Task SweepTombstonesAsync()
    {
        await foreach (var tombstone in rows.AllAsync(_owner, EntityRows.Tombstones))
        {
            if (tombstone.DueAt > time.GetUtcNow()) continue;
            var epoch = tombstone.Id;
            await DeleteAllAsync(EntityRows.Comments(epoch));
            await DeleteAllAsync(EntityRows.Followers(epoch));
            await _commits.RunAsync(batch =>
            {
                batch.Add(new(EntityRows.Tombstones, epoch, null));
                if (batch.Record is { Deleted: true } record && record.Epoch == epoch) batch.Forget();
                return epoch;
            });
        }
    }

    private async Task DeleteAllAsync(string collection)
    {
        await foreach (var row in rows.AllAsync(_owner, collection)) await rows.DeleteAsync(_owner, collection, [row.Id]);
    }
}
