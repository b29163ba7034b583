using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Grains;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Grains.Preferences;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Grains.Inbox;

/// <summary>Snoozes that end together by the thousand: what one waking does is bounded, and whatever is left is due for the next.</summary>
public sealed class ManySnoozesTests
{
    private const int MaxAtOnce = 500;
    private const int MaxCommits = 10;
    private const int Count = (MaxCommits * MaxAtOnce) + 1;

    private static readonly GrainRowOwner Owner = new(InboxRows.StateName, "demo/user/bo");
    private static readonly DateTimeOffset Due = DateTimeOffset.UnixEpoch.AddHours(1);

    private readonly MemoryGrainRows _rows = new();
    private readonly RecordingState _storage = new();
    private readonly GroupCommit<InboxRecord> _commits;
    private readonly Snoozes _snoozes;

    public ManySnoozesTests()
    {
        var batch = new CommitBatch<InboxRecord>(null);
        for (var seq = 1; seq <= Count; seq++) batch.Add(new(InboxRows.Items, RowJson.Number(seq), RowJson.Write(Numbered(seq))));
        _rows.Commit(batch);
        _storage.State.State = InboxRecord.Empty with
        {
            Version = Count,
            LastSeq = Count,
            Items = SeqSet.Between(1, Count),
            Snoozed = Enumerable.Range(1, Count).ToImmutableSortedDictionary(seq => (long)seq, _ => Due),
        };
        _commits = new(_storage, new(), "owner", maxWaiting: 10, TestMetrics.Grains, _rows.Commit, error => Assert.Fail($"{error}"));

        var (items, preferences) = (new InboxItems(Owner, _rows), new PreferenceStore(Owner, _rows));
        var workspace = new WorkspacePreferenceTable(Options.Create(new PreferenceOptions())).For("demo");
        _snoozes = new(
            items,
            new(items),
            preferences,
            new(Owner, _rows, preferences, workspace, TimeSpan.FromDays(30), TimeProvider.System),
            new(UserKey.Parse(Owner.GrainKey), items, new MembersMayWrite(), TimeProvider.System, NullLogger.Instance));
    }

    [Fact]
    public async Task One_waking_makes_ten_commits_of_five_hundred_and_leaves_the_rest_for_the_next()
    {
        await _snoozes.EndAsync(_commits, Due);

        Assert.Equal(Enumerable.Repeat(MaxAtOnce, MaxCommits), _storage.Ended);
        Assert.Equal([Count], _commits.Committed!.Snoozed.Keys);

        await _snoozes.EndAsync(_commits, Due);

        Assert.Equal(1, _storage.Ended[^1]);
        Assert.Empty(_commits.Committed.Snoozed);
        Assert.Equal(Count, _commits.Committed.Badge().Unseen);
    }

    private static InboxItem Numbered(long seq) => new(
        seq, $"id-{seq}", "deploy", "recipient", $"item {seq}", null, null, null, null, [], 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch,
        Seen: false, Read: false, Archived: false, SnoozedUntil: null, Replaces: []);

    private sealed class RecordingState : IPersistentState<StoredState<InboxRecord>>
    {
        public StoredState<InboxRecord> State { get; set; } = new();

        public string Etag => "";

        public bool RecordExists => true;

        /// <summary>How many snoozes each write ended.</summary>
        public List<int> Ended { get; } = [];

        public Task WriteStateAsync()
        {
            Ended.Add(State.Rows.Count(row => row.Collection == InboxRows.Snoozes && row.Value is null));
            return Task.CompletedTask;
        }

        public Task ReadStateAsync() => Task.CompletedTask;

        public Task ClearStateAsync() => Task.CompletedTask;
    }
}
