using Microsoft.Extensions.Options;
using Orleans.Streams;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Idempotency;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.Grains.Presence;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Storage.Lineage;

namespace OrleansRealtime.Grains.Entities;

/// <summary>
/// One entity. Its turns interleave (<see cref="ReentrantAttribute"/>), and order comes from the one writer, <see cref="GroupCommit{T}"/>:
/// rules run inside it, one mutation after the other, on what the last commit left. The other parts of the class: mutations, readings,
/// deliveries, presence.
/// </summary>
[Reentrant]
internal sealed partial class EntityGrain(
    [PersistentState(EntityRows.StateName, StorageNames.Grains)] IPersistentState<StoredState<EntityRecord>> storage,
    IGrainRows rows,
    UnresolvedWrites unresolved,
    IDatabaseLineage lineage,
    IEntityAccess access,
    IOptions<EntityLimits> limits,
    IOptions<IdempotencyLimits> keyLimits,
    IOptions<PresenceOptions> presence,
    GatewayLiveness gateways,
    TimeProvider time,
    ILogger<EntityGrain> logger)
    : Grain, IEntityGrain, ILiveStreamOwner
{
    private readonly EntityLimits _limits = limits.Value;
    private EntityKey _key;
    private GrainRowOwner _owner;
    private GroupCommit<EntityRecord> _commits = null!;
    private IdempotencyStore _requests = null!;
    private ChangeLog _log = null!;
    private OutboxDelivery _outbox = null!;
    private RoomPresence? _audience;
    private IAsyncStream<EntityEvent> _news = null!;

    private EntityRecord? Committed => _commits.Committed;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = EntityKey.Parse(this.GetPrimaryKeyString());
        _owner = new(EntityRows.StateName, _key.ToString());
        if (storage.State.State is { } record)
        {
            // Earlier versions stored text escaped, and counted it so: what is left of a field's size would stay in the sum for good.
            storage.State.State = record with { Lineage = lineage.Token, FieldBytes = record.Fields.SizeInBytes() };
        }

        _requests = new(_owner, rows, keyLimits.Value, time);
        _log = new(_limits.LogChanges, _limits.LogBytes);
        _commits = new(storage, unresolved, $"{EntityRows.StateName}/{_key}", _limits.MaxWaiting, OnCommitted, OnCommitFailed);
        _outbox = new(_owner, rows, () => _commits.Writing, DeliverAsync, time, logger);
        var stream = StreamId.Create(LiveStreamNames.Entities, _key.ToString());
        _news = this.GetStreamProvider(LiveStreamNames.Provider).GetStream<EntityEvent>(stream);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_audience is not null) await _audience.DisposeAsync();
        await _outbox.DisposeAsync();
    }

    public string HeadOf(StreamId stream) => new EntityPosition(Committed?.Position().ToString() ?? "", _audience?.Head).ToString();

    public Task ForgetAccess(string user) => PublishAsync(new EntityAccessForgotten(user));

    // News are only news: whoever misses them asks.
    private async Task PublishAsync(EntityEvent news)
    {
        try
        {
            await _news.OnNextAsync(news);
        }
        catch (Exception error)
        {
            LogPublishFailed(error, _key);
        }
    }

    private void OnCommitFailed(Exception error)
    {
        LogCommitFailed(error, _key);
        DeactivateOnIdle();
    }
}
