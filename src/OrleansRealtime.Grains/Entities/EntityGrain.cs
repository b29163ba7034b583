using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Streams;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Idempotency;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.Grains.Ownership;
using OrleansRealtime.Grains.Presence;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.LiveStreams.Publishing;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Storage.Lineage;

namespace OrleansRealtime.Grains.Entities;

/// <summary>
/// One entity. Its turns interleave (<see cref="ReentrantAttribute"/>), and order comes from the one writer, <see cref="GroupCommit{T}"/>:
/// what changes the entity runs inside it, one after the other, on what the last commit left. The grain takes the turns and publishes what
/// is committed; what a turn does lies in the classes that it is handed to.
/// </summary>
[Reentrant]
internal sealed partial class EntityGrain(
    [PersistentState(EntityRows.StateName, StorageNames.Grains)] IPersistentState<StoredState<EntityRecord>> storage,
    IGrainRows rows,
    UnresolvedWrites unresolved,
    IDatabaseLineage lineage,
    IStanding standing,
    IEntityAccess access,
    DeliveryLimit deliveries,
    IOptions<EntityLimits> entityLimits,
    IOptions<IdempotencyLimits> keyLimits,
    IOptions<PresenceOptions> presence,
    GatewayLiveness gateways,
    GrainsMetrics metrics,
    TimeProvider time,
    ILogger<EntityGrain> logger)
    : Grain, IEntityGrain, IOwnedGrain, ILiveStreamOwner
{
    private EntityKey _key;
    private GroupCommit<EntityRecord> _commits = null!;
    private Comments _comments = null!;
    private Following _following = null!;
    private Tombstones _tombstones = null!;
    private ChangeLog _log = null!;
    private OutboxDelivery _outbox = null!;
    private IdempotencyStore _keys = null!;
    private IdempotentMutations _mutations = null!;
    private RoomPresence? _room;
    private IAsyncStream<EntityEvent> _events = null!;
    private IDisposable? _emptiness;

    private EntityRecord? Committed => _commits.Committed;

    private EntityRecord? Living => Committed is { Deleted: false } record ? record : null;

    private bool IsEmpty =>
        Committed is null && _commits.IsIdle && _outbox.IsIdle && _room is null or { IsOver: true } && !GrainContext.HasLiveSubscribers();

    /// <summary>Who views the entity. It is the room itself, and its stream carries the room's events, because whoever shows an entity's
    /// viewers watches the entity: nothing more to subscribe to, nothing more to renew, and an entity that nobody views costs nothing for
    /// it.</summary>
    private RoomPresence Room => _room ??= new(
        GrainFactory.GetGrain<IEntityGrain>(_key.ToString()), gateways, presence.Value, time, view => PublishAsync(new EntityPresence(view)));

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = EntityKey.Parse(this.GetPrimaryKeyString());
        if (storage.State.State is { } record)
        {
            // Earlier versions stored text escaped, and counted it so: what is left of a field's size would stay in the sum for good.
            storage.State.State = record with { Lineage = lineage.Token, FieldBytes = record.Fields.SizeInBytes() };
        }

        var limits = entityLimits.Value;
        var owner = new GrainRowOwner(EntityRows.StateName, _key.ToString());
        _commits = new(storage, unresolved, $"{EntityRows.StateName}/{_key}", limits.MaxWaiting, metrics, OnCommitted, OnCommitFailed);
        _comments = new(owner, rows);
        _following = new(owner, rows, limits.AssigneeField);
        _tombstones = new(owner, rows, _comments, _following, time);
        _log = new(limits.LogChanges, limits.LogBytes);
        var delivery = new EntityDelivery(_key, _following, access, GrainFactory, deliveries, logger);
        _outbox = new(owner, rows, standing, () => _commits.Writing, delivery.DeliverAsync, NoteAsync, metrics, time, logger);
        _keys = new(owner, rows, keyLimits.Value, time);
        _mutations = new(new(_key, limits, lineage, _log, _outbox), _keys, _following, _comments, lineage, time);
        var stream = StreamId.Create(LiveStreamNames.Entities, _key.ToString());
        _events = this.GetStreamProvider(LiveStreamNames.Provider).GetStream<EntityEvent>(stream);
        LookForEmptiness();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_room is not null) await _room.DisposeAsync();
        await _outbox.DisposeAsync();
    }

    public async Task<EntityOutcome> Mutate(EntityCommand command)
    {
        var outcome = await MutateAsync(command);
        metrics.Mutated(outcome.Error);
        return outcome;
    }

    private async Task<EntityOutcome> MutateAsync(EntityCommand command)
    {
        try
        {
            await _commits.FenceAsync();
            IdempotentMutations.Preparation prepared = default;
            var result = await _commits.RunAsync(
                batch => _mutations.Apply(batch, command, prepared),
                async () => prepared = await _mutations.PrepareAsync(Committed, command));
            return await _mutations.CompleteAsync(result);
        }
        catch (CommitOverloadException)
        {
            return EntityOutcome.Refused(ProblemCodes.Overloaded);
        }
        catch (CommitFailedException)
        {
            return EntityOutcome.Refused(ProblemCodes.OutcomeUnknown);
        }
    }

    public async Task<EntityReading> Read()
    {
        await _commits.FenceAsync();
        return Reading();
    }

    public async Task<EntityCatchUp> CatchUp(Position? since)
    {
        await _commits.FenceAsync();
        return since is { } position
            && Living is { } record
            && record.Position().Epoch == position.Epoch
            && _log.Since(position.Version, record.Version) is { } changes
                ? new(changes, null)
                : new(null, Reading());
    }

    public async Task<CommentPage> Comments(long? after, long? before, int limit, CancellationToken cancellationToken)
    {
        await _commits.FenceAsync();
        if (Living is not { Epoch: var epoch }) return new([], null);
        return await BesideTurns.RunAsync(() => _comments.PageAsync(epoch, after, before, limit, cancellationToken), cancellationToken);
    }

    public async Task<FollowerPage> Followers(string? after, int limit)
    {
        await _commits.FenceAsync();
        return Living is { } record ? await _following.PageAsync(record.Epoch, after, limit) : new([], null);
    }

    public async Task<string?> ReasonFor(string user)
    {
        await _commits.FenceAsync();
        return Living is { } record ? await _following.ReasonForAsync(record, user) : null;
    }

    public async Task<EntityOverview> Overview()
    {
        await _commits.FenceAsync();
        var (reading, changes) = (Reading(), Living is null ? [] : _log.Newest());
        var (owed, since) = await _outbox.OwedAsync();
        return new(reading, changes, owed, since);
    }

    public async Task ForgetUser(string user, ImmutableArray<string> epochs)
    {
        await _commits.FenceAsync();
        var committed = CommittedFollowers.None;
        var current = await _commits.RunAsync(
            batch =>
            {
                if (batch.Record is not { Deleted: false } record || !epochs.Contains(record.Epoch)) return null;
                batch.Set(Following.Forget(batch, record, user, committed));
                return record.Epoch;
            },
            async () => committed = await _following.FindConcernedAsync(Committed, new SetFollowers(user, follows: false), actor: null));
        await _following.ForgetAsync(user, epochs.Where(epoch => epoch != current));
    }

    public async Task Wake()
    {
        await _commits.FenceAsync();
        _outbox.Start();
        await _keys.SweepAsync(_commits);
        await _tombstones.SweepAsync(_commits, _outbox);
    }

    public Task<bool> Report(PresenceReport report) => Task.FromResult(Room.Report(report).IsTaken);

    public Task DropGateways(ImmutableArray<string> gateways)
    {
        _room?.DropGateways(gateways);
        return Task.CompletedTask;
    }

    public Task<PresenceView> Viewers() => Task.FromResult(_room?.View ?? PresenceView.Empty);

    public string HeadOf(StreamId stream) => new EntityPosition(Committed?.Position().ToString() ?? "", _room?.Head).ToString();

    public Task ForgetAccess(string user)
    {
        // What is delivered next is for those who may see it now: this silo may not have heard of it otherwise.
        access.Forget(_key.Workspace, user, _key);
        return PublishAsync(new EntityAccessForgotten(user));
    }

    // Looked for only while there is no entity.
    private void LookForEmptiness()
    {
        if (Committed is null)
        {
            _emptiness ??= this.EndWhenEmpty(() => IsEmpty, DeactivateOnIdle);
        }
        else
        {
            _emptiness?.Dispose();
            _emptiness = null;
        }
    }

    private Task<bool> NoteAsync(IReadOnlyList<GrainRow> rows) => _commits.RunAsync(batch =>
    {
        foreach (var row in rows) batch.Add(row);
        return true;
    });

    private EntityReading Reading() => Committed?.ToReading(_key) ?? EntityReading.NotThere;

    // Everything here is synchronous up to the send, so that events leave in the order of the commits.
    private void OnCommitted(CommitBatch<EntityRecord> batch)
    {
        var effects = batch.Effects<EntityEffects>();
        if (effects.LifeEvent is { } lifeEvent)
        {
            _log.Clear();
            _ = PublishAsync(lifeEvent);
        }

        if (!effects.Changes.IsEmpty)
        {
            foreach (var change in effects.Changes) _log.Add(change);
            _ = PublishAsync(new EntityChanged(batch.Record!.Position().Epoch, [.. effects.Changes]));
        }

        _outbox.Committed(batch);
        _keys.Committed(batch);
        LookForEmptiness();
    }

    private void OnCommitFailed(Exception error)
    {
        LogCommitFailed(error, _key);
        DeactivateOnIdle();
    }

    // An event is only a report: whoever misses it asks.
    private async Task PublishAsync(EntityEvent entityEvent)
    {
        try
        {
            await _events.OnNextAsync(entityEvent);
        }
        catch (Exception error)
        {
            LogPublishFailed(error, _key);
        }
    }

    [LoggerMessage(7510, LogLevel.Warning, "Committing {Entity}, or telling of it, failed; starting over from storage")]
    private partial void LogCommitFailed(Exception error, EntityKey entity);

    [LoggerMessage(7511, LogLevel.Warning, "An event of {Entity} could not be published; viewers will ask")]
    private partial void LogPublishFailed(Exception error, EntityKey entity);

    // next id: 7512
}
