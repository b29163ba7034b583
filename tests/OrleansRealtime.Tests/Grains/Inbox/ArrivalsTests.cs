using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Grains.Preferences;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Grains.Inbox;

/// <summary>What notifications that share a commit do to it, and to each other.</summary>
public sealed class ArrivalsTests
{
    private static readonly GrainRowOwner Owner = new(InboxRows.StateName, "demo/user/bo");

    private readonly MemoryGrainRows _rows = new();
    private readonly InboxLimits _limits = new() { MaxItems = 3 };
    private readonly PreferenceStore _preferences;
    private readonly Arrivals _arrivals;
    private CommitBatch<InboxRecord> _batch = new(null);

    public ArrivalsTests()
    {
        var workspace = new WorkspacePreferenceTable(Options.Create(new PreferenceOptions())).For("demo");
        _preferences = new(Owner, _rows);
        _arrivals = new(
            new(Owner, _rows, _limits.SourceLifetime),
            _preferences,
            new(Owner, _rows, _preferences, workspace, _limits.SourceLifetime, TimeProvider.System),
            new(new(Owner, _rows)),
            _limits,
            TimeProvider.System);
    }

    [Fact]
    public async Task One_that_comes_twice_counts_once_within_a_commit_and_after_it()
    {
        Assert.True(await ArriveAsync(Numbered(1)));
        Assert.False(await ArriveAsync(Numbered(1)));
        Commit();
        Assert.False(await ArriveAsync(Numbered(1)));
        Assert.True(await ArriveAsync(Numbered(2)));

        Assert.Equal(2, _batch.Record!.Badge().Unread);
    }

    [Fact]
    public async Task Those_about_one_entity_become_one_item_of_which_a_single_row_is_written()
    {
        await ArriveAsync(Numbered(1) with { Entity = new("workitem", "42") });
        await ArriveAsync(Numbered(2) with { Entity = new("workitem", "43") });
        await ArriveAsync(Numbered(3) with { Entity = new("workitem", "42") });

        Commit();

        Assert.Equal(2, _batch.Record!.Badge().Unread);
        Assert.Equal([2L, 3L], _rows.IdsIn(InboxRows.Items).Select(long.Parse));
        Assert.Equal([2L, 3L], _batch.Record!.Items.Ascending());
    }

    [Fact]
    public async Task The_oldest_items_go_with_their_rows_also_when_they_came_in_the_same_commit()
    {
        for (var number = 1; number <= 5; number++) await ArriveAsync(Numbered(number));

        Commit();

        Assert.Equal([3L, 4L, 5L], _rows.IdsIn(InboxRows.Items).Select(long.Parse));
        Assert.Equal([3L, 4L, 5L], _batch.Record!.Items.Ascending());
    }

    [Fact]
    public async Task Preferences_that_were_set_earlier_in_the_commit_decide_and_the_decision_is_kept()
    {
        await ArriveAsync(Numbered(1));
        PreferenceStore.Set(_batch, UserPreferences.Empty with { Channels = new(Live: null, Inbox: false) });

        Assert.False(await ArriveAsync(Numbered(2)));
        Commit();

        Assert.Equal([1L], _batch.Record!.Items.Ascending());
        Assert.Equal(["id-1", "id-2"], _rows.IdsIn(PreferenceRows.Decisions));
        Assert.False(await ArriveAsync(Numbered(2)));
    }

    private async Task<bool> ArriveAsync(Notification notification)
    {
        var source = await _arrivals.PrepareAsync(notification);
        return _batch.Apply(batch => _arrivals.Apply(batch, notification, source));
    }

    private void Commit()
    {
        _rows.Commit(_batch);
        _preferences.Committed(_batch);
        _batch = new(_batch.Record);
    }

    private static Notification Numbered(long number) => new(
        "source", number, $"id-{number}", "deploy", "following", $"item {number}", null, null, null, null, [], DateTimeOffset.UnixEpoch);
}
