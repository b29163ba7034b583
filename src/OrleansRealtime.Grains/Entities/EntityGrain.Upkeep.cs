using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Outbox;

namespace OrleansRealtime.Grains.Entities;

/// <summary>What the entity does besides answering: deliveries, and forgetting what is over.</summary>
internal sealed partial class EntityGrain
{
    public async Task Wake()
    {
        await _commits.FenceAsync();
        _outbox.Start();
        await _requests.SweepAsync(_commits);
        await SweepTombstonesAsync();
    }

    private Task DeliverAsync(OutboxEntry entry, CancellationToken cancellationToken) => FanOut.TellAsync(
        RecipientsAsync(entry, cancellationToken),
        async recipient =>
        {
            if (EntityNotifications.For(_key, entry, recipient) is not { } notification) return;
            var mayRead = await access.CheckAsync(_key, recipient, cancellationToken) != EntityAccess.None;
            // Whoever was named can ask why there is nothing. Thousands of followers who may see it no more are not worth a write each.
            if (!mayRead && !entry.IsNamed(recipient)) return;
            var user = GrainFactory.GetGrain<IUserGrain>(new UserKey(_key.Workspace, recipient).ToString());
            await user.Notify(mayRead ? notification : notification with { Withheld = DecisionRules.NoAccess }).WaitAsync(cancellationToken);
        },
        cancellationToken);

    private async IAsyncEnumerable<string> RecipientsAsync(
        OutboxEntry entry, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var user in entry.Named) yield return user;
        await foreach (var row in rows.AllAsync(_owner, EntityRows.Followers(entry.Epoch), cancellationToken))
            if (!entry.IsNamed(row.Id)) yield return row.Id;
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
