using System.Globalization;
using Microsoft.Extensions.Options;
using Orleans.Streams;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Idempotency;
using OrleansRealtime.Grains.Preferences;
using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>One user. Its turns interleave, and order comes from the one writer, as with an entity. The other parts of the class: what
/// changes the inbox, and what reads it.</summary>
[Reentrant]
internal sealed partial class UserGrain(
    [PersistentState(InboxRows.StateName, StorageNames.Grains)] IPersistentState<StoredState<InboxRecord>> storage,
    IGrainRows rows,
    UnresolvedWrites unresolved,
    IOptions<InboxLimits> limits,
    IOptions<IdempotencyLimits> keyLimits,
    WorkspacePreferenceTable workspaces,
    TimeProvider time,
    ILogger<UserGrain> logger)
    : Grain, IUserGrain, ILiveStreamOwner
{
    private readonly InboxLimits _limits = limits.Value;
    private UserKey _key;
    private GrainRowOwner _owner;
    private GroupCommit<InboxRecord> _commits = null!;
    private IdempotencyStore _requests = null!;
    private IAsyncStream<UserEvent> _news = null!;

    // As last committed.
    private LoadedOnce<OpenGroups> _groups = null!;
    private LoadedOnce<UserPreferences> _preferences = null!;

    private InboxRecord Committed => _commits.Committed ?? InboxRecord.Empty;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = UserKey.Parse(this.GetPrimaryKeyString());
        _owner = new(InboxRows.StateName, _key.ToString());
        _commits = new(storage, unresolved, $"{InboxRows.StateName}/{_key}", _limits.MaxWaiting, OnCommitted, OnCommitFailed);
        _requests = new(_owner, rows, keyLimits.Value, time);
        _groups = new(ReadGroupsAsync);
        _preferences = new(ReadPreferencesAsync);
        _published = Committed.Version;
        var stream = StreamId.Create(LiveStreamNames.Users, _key.ToString());
        _news = this.GetStreamProvider(LiveStreamNames.Provider).GetStream<UserEvent>(stream);
        return Task.CompletedTask;
    }

    public string HeadOf(StreamId stream) => Committed.Version.ToString(CultureInfo.InvariantCulture);

    public async Task<DateTimeOffset?> TokensRefusedBefore()
    {
        await _commits.FenceAsync();
        return Committed.TokensRefusedBefore;
    }

    private void OnCommitFailed(Exception error)
    {
        LogCommitFailed(error, _key);
        DeactivateOnIdle();
    }

    [LoggerMessage(7520, LogLevel.Warning, "Committing {User}, or telling of it, failed; starting over from storage")]
    private partial void LogCommitFailed(Exception error, UserKey user);

    [LoggerMessage(7521, LogLevel.Warning, "News of {User} could not be published; tabs will ask")]
    private partial void LogPublishFailed(Exception error, UserKey user);

    // next id: 7522
}
