using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.Grains.Ownership;

namespace OrleansRealtime.Grains.Broadcasts;

/// <summary>One broadcast to many users: durable before it is answered, delivered until all have it, kept for a day to know repeats.</summary>
[Reentrant]
internal sealed partial class BroadcastGrain(
    [PersistentState(BroadcastRecord.StateName, StorageNames.Grains)] IPersistentState<StoredState<BroadcastRecord>> storage,
    UnresolvedWrites unresolved,
    IEntityAccess access,
    DeliveryLimit deliveries,
    GrainsMetrics metrics,
    TimeProvider time,
    ILogger<BroadcastGrain> logger)
    : Grain, IBroadcastGrain, IOwnedGrain
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan AbandonAfter = TimeSpan.FromDays(7);

    private GroupCommit<BroadcastRecord> _commits = null!;
    private readonly CancellationTokenSource _stop = new();
    // How often each could not be told.
    private readonly Dictionary<string, int> _untold = [];
    private Task _delivery = Task.CompletedTask;

    private string Workspace => this.GetPrimaryKeyString().Split('/')[0];

    private string Id => this.GetPrimaryKeyString().Split('/')[2];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // A broadcast has one caller, perhaps twice: nothing queues here.
        const int MaxWaiting = 16;
        _commits = new(storage, unresolved, this.GetPrimaryKeyString(), MaxWaiting, metrics, _ => { }, OnCommitFailed);
        return Task.CompletedTask;
    }

    /// <summary>Breaks the delivery off: when the silo stops, users that are gone already would be placed anew, again and again, and in vain.
    /// The row stays due, and users take each notification once.</summary>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _delivery.WaitAsync(cancellationToken);
    }

    public async Task<BroadcastOutcome> Submit(Broadcast broadcast, string fingerprint)
    {
        try
        {
            await _commits.FenceAsync();
            var outcome = await _commits.RunAsync(batch =>
            {
                if (batch.Record is { } taken)
                    return taken.Fingerprint == fingerprint ? new BroadcastOutcome(true, Accepted: taken.Broadcast.To) : new(false, ProblemCodes.IdempotencyMismatch.Code);
                var now = time.GetUtcNow();
                batch.Add(DueRow(now + OutboxDelivery.DueAfter));
                batch.Set(new(broadcast, fingerprint, now, Delivered: false));
                return new BroadcastOutcome(false);
            });
            StartDelivery();
            return outcome;
        }
        catch (CommitFailedException)
        {
            return new(false, ProblemCodes.OutcomeUnknown.Code);
        }
        catch (CommitOverloadException)
        {
            return new(false, ProblemCodes.Overloaded.Code);
        }
    }

    public async Task Wake()
    {
        await _commits.FenceAsync();
        if (_commits.Committed is { Delivered: false })
        {
            StartDelivery();
            return;
        }

        await _commits.RunAsync(batch =>
        {
            if (batch.Record is { } record && record.At + Lifetime > time.GetUtcNow()) return false;
            batch.Add(new(BroadcastRecord.Due, BroadcastRecord.Due, null));
            batch.Forget();
            return true;
        });
    }

    private static GrainRow DueRow(DateTimeOffset at) => new(BroadcastRecord.Due, BroadcastRecord.Due, "{}", at);

    private void StartDelivery()
    {
        if (_delivery.IsCompleted && !_stop.IsCancellationRequested && _commits.Committed is { Delivered: false }) _delivery = DeliverAsync();
    }

    // Never faults: the sweep wakes the grain to try again.
    private async Task DeliverAsync()
    {
        try
        {
            var record = _commits.Committed!;
            if (time.GetUtcNow() - record.At > AbandonAfter) LogAbandoned(this.GetPrimaryKeyString());
            else await DeliverToAllAsync(record);
            await _commits.RunAsync(batch =>
            {
                batch.Add(DueRow(record.At + Lifetime));
                batch.Set(record with { Delivered = true });
                return true;
            });
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // As asked for.
        }
        catch (Exception error)
        {
            LogDeliveryFailed(error, this.GetPrimaryKeyString());
        }
    }

    private async Task DeliverToAllAsync(BroadcastRecord record)
    {
        var outcome = await FanOut.TellAsync(
            // Those who failed most often come last: so many may be among them that a try ends with them.
            record.Broadcast.To.OrderBy(name => _untold.GetValueOrDefault(name)).ToAsyncEnumerable(),
            async name =>
            {
                var notification = For(record) with { Withheld = await WithheldAsync(record.Broadcast, name) };
                var user = new UserKey(Workspace, name);
                await deliveries.RunAsync(user, () => GrainFactory.GetGrain<IUserGrain>(user.ToString()).Notify(notification), _stop.Token);
            },
            (user, error) => LogNotStorable(error, this.GetPrimaryKeyString(), user),
            _stop.Token);
        foreach (var name in outcome.Untold) _untold[name] = _untold.GetValueOrDefault(name) + 1;
        if (outcome.Failures.Count > 0) throw outcome.ToException();
    }

    private async ValueTask<string?> WithheldAsync(Broadcast broadcast, string user)
    {
        if (user == broadcast.Actor) return DecisionRules.Author;
        return broadcast.Entity is { } entity
            && await access.CheckAsync(new(Workspace, entity.Type, entity.Id), user, _stop.Token) == EntityAccess.None
                ? DecisionRules.NoAccess
                : null;
    }

    private Notification For(BroadcastRecord record) => new(
        Source: record.Broadcast.Key is { } key ? $"key/{key}" : $"notice/{Id}",
        Number: 1,
        Id,
        record.Broadcast.Kind,
        NotificationReasons.Recipient,
        record.Broadcast.Title,
        record.Broadcast.Body,
        record.Broadcast.Link,
        record.Broadcast.Data,
        record.Broadcast.Entity,
        record.Broadcast.Actor is { } actor ? [actor] : [],
        record.At);

    private void OnCommitFailed(Exception error)
    {
        LogCommitFailed(error, this.GetPrimaryKeyString());
        DeactivateOnIdle();
    }

    [LoggerMessage(7530, LogLevel.Warning, "Committing {Notice} failed; starting over from storage")]
    private partial void LogCommitFailed(Exception error, string notice);

    [LoggerMessage(7531, LogLevel.Warning, "Delivering {Notice} failed; the sweep tries again")]
    private partial void LogDeliveryFailed(Exception error, string notice);

    [LoggerMessage(7532, LogLevel.Error, "Gave up {Notice}: it could not be delivered for seven days")]
    private partial void LogAbandoned(string notice);

    [LoggerMessage(7533, LogLevel.Error, "Gave up {Notice} to {User}: it cannot be stored")]
    private partial void LogNotStorable(Exception error, string notice, string user);

    // next id: 7534
}
