using System.Globalization;
using Microsoft.Extensions.Options;
using Orleans.Streams;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Idempotency;
using OrleansRealtime.Grains.Ownership;
using OrleansRealtime.Grains.Preferences;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.LiveStreams.Publishing;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Storage.Lineage;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>One user. Its turns interleave, and order comes from the one writer, as with an entity. The grain takes the turns and publishes
/// what is committed; what a turn does lies in the classes that it is handed to.</summary>
[Reentrant]
internal sealed partial class UserGrain(
    [PersistentState(InboxRows.StateName, StorageNames.Grains)] IPersistentState<StoredState<InboxRecord>> storage,
    IGrainRows rows,
    UnresolvedWrites unresolved,
    IDatabaseLineage lineage,
    IEntityAccess access,
    IOptions<InboxLimits> inboxLimits,
    IOptions<IdempotencyLimits> keyLimits,
    WorkspacePreferenceTable workspaces,
    GrainsMetrics metrics,
    ClusterClock clock,
    TimeProvider time,
    ILogger<UserGrain> logger)
    : Grain, IUserGrain, IOwnedGrain, ILiveStreamOwner
{
    private UserKey _key;
    private GroupCommit<InboxRecord> _commits = null!;
    private IdempotencyStore _keys = null!;
    private PreferenceStore _preferences = null!;
    private Decisions _decisions = null!;
    private Grouping _grouping = null!;
    private NotificationSources _sources = null!;
    private Arrivals _arrivals = null!;
    private UserMutations _mutations = null!;
    private ItemsOfEntities _entities = null!;
    private Snoozes _snoozes = null!;
    private Retention _retention = null!;
    private InboxReader _reader = null!;
    private NotificationHistory _history = null!;
    private TakingBack _takingBack = null!;
    private Erasure _erasure = null!;
    private UserDataReader _data = null!;
    private IAsyncStream<UserEvent> _events = null!;

    // The version of the last event.
    private long _published;

    private IDisposable? _emptiness;

    private bool IsEmpty => !storage.RecordExists && _commits.IsIdle && !_entities.Changes.IsRecent && !GrainContext.HasLiveSubscribers();

    private InboxRecord Committed => _commits.Committed ?? InboxRecord.Empty;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = UserKey.Parse(this.GetPrimaryKeyString());
        // Of a user who came after the copy was taken nothing is left, and that is another history, too.
        var isNewHistory = (storage.State.State?.Lineage ?? "") != lineage.Token;
        if (isNewHistory) storage.State.State = (storage.State.State ?? InboxRecord.Empty).In(lineage.Token, time.GetUtcNow());
        var limits = inboxLimits.Value;
        var owner = new GrainRowOwner(InboxRows.StateName, _key.ToString());
        var items = new InboxItems(owner, rows);
        _commits = new(storage, unresolved, $"{InboxRows.StateName}/{_key}", limits.MaxWaiting, metrics, OnCommitted, OnCommitFailed, isNewHistory);
        _keys = new(owner, rows, keyLimits.Value, time);
        _preferences = new(owner, rows);
        _decisions = new(owner, rows, _preferences, workspaces.For(_key.Workspace), limits.SourceLifetime, time);
        _grouping = new(items);
        _sources = new(owner, rows, limits.SourceLifetime);
        _entities = new(_key, items, access, time, logger);
        _arrivals = new(_sources, _preferences, _decisions, _grouping, _entities, limits, time);
        _mutations = new(_keys, _preferences, time);
        _snoozes = new(items, _grouping, _preferences, _decisions, _entities);
        _retention = new(items, limits.MaxAge);
        _reader = new(items);
        _history = new(_decisions, items);
        _takingBack = new(_decisions, items, _history, _grouping);
        _erasure = new(_key, owner, rows, _preferences, _decisions, GrainFactory, clock, time);
        _data = new(_key, items, rows, _preferences, _decisions);
        _published = Committed.Version;
        if (!storage.RecordExists) _emptiness = this.EndWhenEmpty(() => IsEmpty, DeactivateOnIdle);
        var stream = StreamId.Create(LiveStreamNames.Users, _key.ToString());
        _events = this.GetStreamProvider(LiveStreamNames.Provider).GetStream<UserEvent>(stream);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _entities.StopAsync(cancellationToken);

    public string HeadOf(StreamId stream) => Committed.Version.ToString(CultureInfo.InvariantCulture);

    public async Task Notify(Notification notification)
    {
        await _commits.FenceAsync();
        Arrivals.Preparation prepared = default;
        await _commits.RunAsync(
            batch => _arrivals.Apply(batch, notification, prepared),
            async () => prepared = await _arrivals.PrepareAsync(Committed, notification),
            isBackground: true);
    }

    public async Task<Badge> Badge()
    {
        await _commits.FenceAsync();
        return Committed.Badge();
    }

    public async Task<InboxPage> Inbox(InboxQuery query, CancellationToken cancellationToken)
    {
        await _commits.FenceAsync();
        var inbox = Committed;
        return await BesideTurns.RunAsync(() => _reader.PageAsync(inbox, query, cancellationToken), cancellationToken);
    }

    public async Task<MarkOutcome> Mark(InboxMark mark, IdempotencyKey? key)
    {
        try
        {
            await _commits.FenceAsync();
            IdempotentAnswer? stored = null;
            return await _commits.RunAsync(
                batch => _mutations.Mark(batch, mark, key, stored),
                key is null ? null : async () => stored = await _keys.PrepareAsync(key));
        }
        catch (CommitOverloadException)
        {
            return new(null, Error: ProblemCodes.Overloaded.Code);
        }
        catch (CommitFailedException)
        {
            return new(null, Error: ProblemCodes.OutcomeUnknown.Code);
        }
    }

    public async Task<UserPreferences> Preferences()
    {
        await _commits.FenceAsync();
        return _preferences.Value ?? await _commits.RunAsync(_preferences.In, _preferences.LoadAsync);
    }

    public async Task<PreferencesOutcome> SetPreferences(UserPreferences preferences, IdempotencyKey? key, long? at)
    {
        IdempotentAnswer? stored = null;
        try
        {
            await _commits.FenceAsync();
            return await _commits.RunAsync(batch => _mutations.SetPreferences(batch, preferences, key, at, stored), PrepareAsync);
        }
        catch (CommitOverloadException)
        {
            return new(null, Error: ProblemCodes.Overloaded.Code);
        }
        catch (CommitFailedException)
        {
            return new(null, Error: ProblemCodes.OutcomeUnknown.Code);
        }

        async Task PrepareAsync()
        {
            await _preferences.LoadAsync();
            if (key is not null) stored = await _keys.PrepareAsync(key);
        }
    }

    public async Task<Decision> Decide(DecisionAbout about) => _decisions.Preview(about, await Preferences());

    public async Task<PastDecision?> Decided(string notification)
    {
        await _commits.FenceAsync();
        return await _decisions.FindAsync(notification);
    }

    public async Task<HistoryPage> History(HistoryQuery query, CancellationToken cancellationToken)
    {
        await _commits.FenceAsync();
        var inbox = Committed;
        return await BesideTurns.RunAsync(() => _history.PageAsync(inbox, query, cancellationToken), cancellationToken);
    }

    public async Task AccessChanged(EntityRef? entity)
    {
        await _commits.FenceAsync();
        await (entity is null ? _entities.AskAllAsync(_commits) : _entities.AskAsync(_commits, entity));
    }

    public async Task RefuseTokens(DateTimeOffset issuedBefore)
    {
        await _commits.FenceAsync();
        await _commits.RunAsync(batch => UserMutations.RefuseTokens(batch, issuedBefore));
    }

    public async Task<DateTimeOffset?> TokensRefusedBefore()
    {
        await _commits.FenceAsync();
        return Committed.TokensRefusedBefore;
    }

    public async Task<bool> TakeBack(string notification)
    {
        await _commits.FenceAsync();
        return await _takingBack.RunAsync(_commits, notification);
    }

    public async Task<ErasureStep> EraseData(ErasureStep? after)
    {
        await _commits.FenceAsync();
        return await _erasure.StepAsync(_commits, after?.UpTo);
    }

    public async Task<UserDataPage> Export(UserDataCursor? after, CancellationToken cancellationToken)
    {
        await _commits.FenceAsync();
        var inbox = Committed;
        return await BesideTurns.RunAsync(() => _data.PageAsync(inbox, after, cancellationToken), cancellationToken);
    }

    public async Task Wake()
    {
        await _commits.FenceAsync();
        var now = time.GetUtcNow();
        await _snoozes.EndAsync(_commits, now);
        await _entities.AskDueAsync(_commits, now);
        await _keys.SweepAsync(_commits);
        await _sources.ForgetAsync(_commits, now);
        await _decisions.ForgetAsync(now);
        await _retention.ForgetAsync(_commits, now);
    }

    // Everything here is synchronous up to the send, so that events leave in the order of the commits.
    private void OnCommitted(CommitBatch<InboxRecord> batch)
    {
        // From now on there is something.
        _emptiness?.Dispose();
        _grouping.Committed(batch);
        _keys.Committed(batch);
        var hasPreferences = _preferences.Committed(batch);
        // A key alone may have been committed, of a mark that changed nothing.
        if (batch.Record is not { } inbox || inbox.Version == _published) return;
        _ = PublishAsync(batch.Effects<InboxEffects>().ToEvent(_published, inbox, hasPreferences));
        _published = inbox.Version;
    }

    private void OnCommitFailed(Exception error)
    {
        LogCommitFailed(error, _key);
        DeactivateOnIdle();
    }

    // An event is only a report: whoever misses it asks.
    private async Task PublishAsync(UserEvent userEvent)
    {
        try
        {
            await _events.OnNextAsync(userEvent);
        }
        catch (Exception error)
        {
            LogPublishFailed(error, _key);
        }
    }

    [LoggerMessage(7520, LogLevel.Warning, "Committing {User}, or telling of it, failed; starting over from storage")]
    private partial void LogCommitFailed(Exception error, UserKey user);

    [LoggerMessage(7521, LogLevel.Warning, "An event of {User} could not be published; tabs will ask")]
    private partial void LogPublishFailed(Exception error, UserKey user);

    // next id: 7522
}
