using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Grains.Preferences;
using OrleansRealtime.Server.Auth;
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
            new(UserKey.Parse(Owner.GrainKey), new(Owner, _rows), new MembersMayWrite(), TimeProvider.System, NullLogger.Instance),
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
    public async Task Those_that_are_to_come_back_from_a_snooze_stay_as_long_as_others_can_go()
    {
        for (var number = 1; number <= 2; number++) await ArriveAsync(Numbered(number));
        Snooze(1);
        for (var number = 3; number <= 5; number++) await ArriveAsync(Numbered(number));
        Assert.Equal([1L, 4L, 5L], _batch.Record!.Items.Ascending());
        Assert.Equal([2L, 3L], _batch.Effects<InboxEffects>().Removed);

        Snooze(4);
        Snooze(5);
        await ArriveAsync(Numbered(6));

        Assert.Equal([4L, 5L, 6L], _batch.Record!.Items.Ascending());
        Assert.Equal([4L, 5L], _batch.Record!.Snoozed.Keys);
    }

    [Fact]
    public async Task What_servers_send_is_grouped_with_all_that_each_carries_and_only_as_far_as_it_can_be()
    {
        for (var number = 1; number <= 3; number++) await ArriveAsync(Sent(number, new('x', 500)));

        var group = Grouped();
        Assert.Equal((3, "/3"), (group.Count, group.Link));
        Assert.Equal(["/3", "/2", "/1"], group.Changes!.Value.Select(change => change.Link));
        Assert.Equal(["""{"n":3}""", """{"n":2}""", """{"n":1}"""], group.Changes!.Value.Select(change => change.Data));
        Assert.All(group.Changes!.Value, change => Assert.Equal(500, change.Body!.Length));

        // 1,500 characters and a few, and three times 4,000; the next begins another group.
        for (var number = 4; number <= 6; number++) await ArriveAsync(Sent(number, new('x', 4_000)));
        Assert.Equal(6, Grouped().Count);
        await ArriveAsync(Sent(7, new('x', 4_000)));
        Assert.Equal(1, Grouped().Count);
        for (var number = 8; number <= 27; number++) await ArriveAsync(Sent(number, "short"));
        Assert.Equal(1, Grouped().Count);
        Assert.Equal(3, _batch.Record!.Badge().Unread);
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

    [Fact]
    public async Task What_ends_an_entity_or_its_access_also_concerns_items_that_came_in_the_same_commit()
    {
        await ArriveAsync(Numbered(1) with { Entity = new("workitem", "42"), Life = "one" });
        await ArriveAsync(Numbered(2) with { Entity = new("workitem", "43"), Life = "one" });
        await ArriveAsync(Numbered(3) with { Entity = new("workitem", "44") });
        await ArriveAsync(Numbered(4) with { Entity = new("workitem", "42"), Life = "one", EndsLife = true, Withheld = DecisionRules.NotFollowing });
        await ArriveAsync(Numbered(5) with { Entity = new("workitem", "43"), Life = "two", EndsLife = true, Withheld = DecisionRules.NotFollowing });
        await ArriveAsync(Numbered(6) with { Entity = new("workitem", "43"), Withheld = DecisionRules.Author });
        Assert.Equal([1L], _batch.Record!.Deleted.Ascending());
        Assert.True(_batch.Record!.Hidden.IsEmpty);

        await ArriveAsync(Numbered(7) with { Entity = new("workitem", "44"), Withheld = DecisionRules.NoAccess });
        Assert.Equal([3L], _batch.Record!.Hidden.Ascending());

        await ArriveAsync(Numbered(8) with { Entity = new("workitem", "44") });
        Assert.True(_batch.Record!.Hidden.IsEmpty);
    }

    private async Task<bool> ArriveAsync(Notification notification)
    {
        var prepared = await _arrivals.PrepareAsync(_batch.Record ?? InboxRecord.Empty, notification);
        return _batch.Apply(batch => _arrivals.Apply(batch, notification, prepared));
    }

    private void Snooze(long seq) => _batch.Set(InboxRules.Mark(_batch.Record!, new(MarkAs.Snoozed, [seq], null, DateTimeOffset.UnixEpoch.AddDays(1))));

    private InboxItem Grouped() => _batch.Effects<InboxEffects>().Items[^1];

    private static Notification Sent(long number, string body) => Numbered(number) with
    {
        Reason = "recipient", Body = body, Link = $"/{number}", Data = $$"""{"n":{{number}}}""", Entity = new("workitem", "42"),
    };

    private void Commit()
    {
        _rows.Commit(_batch);
        _preferences.Committed(_batch);
        _batch = new(_batch.Record);
    }

    private static Notification Numbered(long number) => new(
        "source", number, $"id-{number}", "deploy", "following", $"item {number}", null, null, null, null, [], DateTimeOffset.UnixEpoch);
}
