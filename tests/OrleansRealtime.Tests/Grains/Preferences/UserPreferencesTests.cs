using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Grains.Preferences;
using OrleansRealtime.Tests.Storage;

namespace OrleansRealtime.Tests.Grains.Preferences;

/// <summary>What a user's preferences do to what comes.</summary>
public sealed class UserPreferencesTests : GrainTestsBase<SqliteStore>
{
    private static readonly UserPreferences All = new(
        new(Live: true),
        ImmutableDictionary<string, ChannelChoice>.Empty.Add("deploy", new(Live: false)),
        ImmutableDictionary<string, ChannelChoice>.Empty.Add("workitem", new(Inbox: false)),
        ImmutableDictionary<string, EntityChoice>.Empty.Add("workitem/42", EntityChoice.Mute).Add("workitem/7", EntityChoice.Follow),
        new("Europe/Berlin", new(22, 0), new(7, 30)),
        MentionsBreakThrough: false);

    [Fact]
    public async Task Preferences_are_none_at_first_and_survive_a_restart()
    {
        await using var grains = await StartAsync();
        Same(UserPreferences.Empty, await grains.User("bo").Preferences());

        Same(All, (await grains.User("bo").SetPreferences(All, null)).Preferences!);
        await grains.RestartAsync();

        Same(All, await grains.User("bo").Preferences());
        await grains.User("bo").SetPreferences(UserPreferences.Empty, null);
        Same(UserPreferences.Empty, await grains.User("bo").Preferences());
    }

    [Fact]
    public async Task A_change_that_comes_again_under_its_key_does_not_undo_what_came_between()
    {
        await using var grains = await StartAsync();
        var key = new IdempotencyKey("k", "all");
        await grains.User("bo").SetPreferences(All, key);
        await grains.User("bo").SetPreferences(UserPreferences.Empty, null);

        await grains.RestartAsync();
        var again = await grains.User("bo").SetPreferences(All, key);

        Assert.True(again.Replayed);
        Same(UserPreferences.Empty, again.Preferences!);
        Assert.Equal("idempotency_mismatch", (await grains.User("bo").SetPreferences(All, key with { Fingerprint = "other" })).Error);
    }

    [Fact]
    public async Task Every_tab_gets_a_hint_and_the_badge_counts_the_same()
    {
        await using var grains = await StartAsync();
        var tab = await TabAsync(grains);

        await grains.User("bo").SetPreferences(Kind("deploy", ChannelChoice.Off), null);
        await grains.User("bo").Notify(Notification(1, "other"));

        var hint = await tab.NextAsync("the hint");
        Assert.Equal((true, 0, new Badge(1, 0, 0, 0)), (hint.Preferences, hint.Items.Length, hint.Badge));
        Assert.False((await tab.NextAsync("the notification")).Preferences);
    }

    [Fact]
    public async Task With_the_inbox_off_nothing_comes_and_what_was_decided_is_remembered()
    {
        await using var grains = await StartAsync();
        await grains.User("bo").SetPreferences(Kind("deploy", new(Inbox: false)), null);
        var badge = await grains.User("bo").Badge();

        await grains.User("bo").Notify(Notification(1));
        await grains.RestartAsync();

        Assert.Equal(badge, await grains.User("bo").Badge());
        Assert.Empty((await grains.User("bo").Inbox(new(null, null, 50, InboxFilter.All))).Items);
        Assert.Equal(
            new PastDecision(
                new("deploy", "recipient", new("workitem", "42")), grains.Time.GetUtcNow(), new(false, "kind", false, "inbox_off"), null),
            await grains.User("bo").Decided("id-1"));
    }

    [Fact]
    public async Task What_was_decided_stays_so_when_it_is_delivered_again_under_other_preferences()
    {
        await using var grains = await StartAsync();
        await grains.User("bo").SetPreferences(Kind("deploy", new(Inbox: false)), null);
        await grains.User("bo").Notify(Notification(1));

        await grains.User("bo").SetPreferences(UserPreferences.Empty, null);
        await grains.User("bo").Notify(Notification(1));
        await grains.User("bo").Notify(Notification(2));

        Assert.Equal("id-2", Assert.Single((await grains.User("bo").Inbox(new(null, null, 50, InboxFilter.All))).Items).Id);
        Assert.False((await grains.User("bo").Decided("id-1"))!.Decision.Inbox);
    }

    [Fact]
    public async Task With_live_off_the_item_comes_without_a_word()
    {
        await using var grains = await StartAsync();
        await grains.User("bo").SetPreferences(Kind("deploy", new(Live: false)), null);
        var tab = await TabAsync(grains);

        await grains.User("bo").Notify(Notification(1));
        await grains.User("bo").Notify(Notification(2, "other"));

        var quiet = await tab.NextAsync("the quiet one");
        Assert.Equal((true, 1), (Assert.Single(quiet.Items).Quiet, quiet.Badge.Unread));
        Assert.False(Assert.Single((await tab.NextAsync("the other")).Items).Quiet);
        Assert.Equal((true, false, 1L), Told(await grains.User("bo").Decided("id-1")));
        Assert.Equal((true, true, 2L), Told(await grains.User("bo").Decided("id-2")));

        static (bool, bool, long?) Told(PastDecision? past) => (past!.Decision.Inbox, past.Decision.Live, past.Seq);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_item_comes_back_from_a_snooze_as_the_preferences_say_then_however_it_came(bool isSilencedThen)
    {
        await using var grains = await StartAsync();
        await grains.User("bo").SetPreferences(Kind("deploy", new(Live: isSilencedThen)), null);
        await grains.User("bo").Notify(Notification(1));
        await grains.User("bo").SetPreferences(Kind("deploy", new(Live: !isSilencedThen)), null);
        await grains.User("bo").Mark(new(MarkAs.Snoozed, [1], null, grains.Time.GetUtcNow().AddMinutes(1)), null);

        grains.Time.Advance(TimeSpan.FromMinutes(1));
        await grains.User("bo").Wake();

        Assert.Equal(isSilencedThen, Assert.Single((await grains.User("bo").Inbox(new(null, null, 50, InboxFilter.Active))).Items).Quiet);
    }

    [Fact]
    public async Task Quiet_hours_are_those_of_the_moment_in_which_it_comes()
    {
        await using var grains = await StartAsync();
        var now = TimeOnly.FromDateTime(grains.Time.GetUtcNow().UtcDateTime);
        await grains.User("bo").SetPreferences(
            UserPreferences.Empty with { QuietHours = new("UTC", now.AddMinutes(-now.Minute), now.AddMinutes(2)) }, null);

        await grains.User("bo").Notify(Notification(1));
        grains.Time.Advance(TimeSpan.FromMinutes(3));
        await grains.User("bo").Notify(Notification(2));

        Assert.Equal("quiet_hours", (await grains.User("bo").Decided("id-1"))!.Decision.LiveRule);
        Assert.Equal("default", (await grains.User("bo").Decided("id-2"))!.Decision.LiveRule);
    }

    [Fact]
    public async Task The_workspace_decides_where_the_user_says_nothing_and_protects_what_nobody_silences()
    {
        await using var grains = await StartAsync(services => services.Configure<PreferenceOptions>(options =>
        {
            options.Default.Protected = ["security"];
            options.Workspaces["demo"] = new() { Kinds = { ["deploy"] = new() { Live = false } } };
        }));

        Assert.Equal(new(true, "default", false, "workspace_kind"), await grains.User("bo").Decide(new("deploy", "recipient", null)));
        await grains.User("bo").SetPreferences(All with { Channels = ChannelChoice.Off }, null);
        Assert.Equal(new(true, "protected", true, "protected"), await grains.User("bo").Decide(new("security", "recipient", null)));
        Assert.Equal(new(false, "channels", false, "kind"), await grains.User("bo").Decide(new("deploy", "recipient", null)));
        Assert.Equal(new(false, "entity_mute", false, "entity_mute"), await grains.User("bo").Decide(new("x", "following", new("workitem", "42"))));
    }

    [Fact]
    public async Task What_is_withheld_never_comes_and_says_why()
    {
        await using var grains = await StartAsync();

        await grains.User("bo").Notify(Notification(1) with { Withheld = DecisionRules.NoAccess });
        await grains.User("bo").Notify(Notification(1));

        Assert.Equal(Badge.Empty, await grains.User("bo").Badge());
        Assert.Equal(new(false, "no_access", false, "no_access"), (await grains.User("bo").Decided("id-1"))!.Decision);
    }

    [Fact]
    public async Task Decisions_are_forgotten_when_their_time_is_over()
    {
        var lifetime = new InboxLimits().SourceLifetime;
        await using var grains = await StartAsync();
        await grains.User("bo").Notify(Notification(1));
        Assert.NotNull(await grains.User("bo").Decided("id-1"));

        grains.Time.Suspend(lifetime);
        await grains.User("bo").Notify(Notification(2));

        Assert.Null(await grains.User("bo").Decided("id-1"));
        Assert.NotNull(await grains.User("bo").Decided("id-2"));
        Assert.Null(await grains.User("bo").Decided("id-3"));
    }

    [Fact]
    public async Task Decisions_that_are_due_leave_storage()
    {
        var lifetime = new InboxLimits().SourceLifetime;
        await using var grains = await StartAsync();
        for (var n = 1; n <= 3; n++) await grains.User("bo").Notify(Notification(n));
        await grains.User("bo").Wake();
        Assert.Equal(3, await DecisionsAsync(grains));

        // Due by the day, at the end of the one in which their time is over.
        grains.Time.Jump(TimeSpan.FromDays(1) + lifetime);
        await grains.RestartAsync();
        await grains.User("bo").Wake();

        Assert.Equal(0, await DecisionsAsync(grains));
    }

    [Fact]
    public async Task A_change_whose_commit_fails_changes_nothing()
    {
        await using var grains = await StartAsync();
        await grains.User("bo").SetPreferences(All, null);
        grains.Faults.Next = StorageFault.FailBefore;

        var outcome = await grains.User("bo").SetPreferences(UserPreferences.Empty, null);

        Assert.Equal("outcome_unknown", outcome.Error);
        await grains.RestartAsync();
        Same(All, await grains.User("bo").Preferences());
    }

    private static async Task<long> DecisionsAsync(GrainsUnderTest grains) =>
        await grains.Services.GetRequiredService<OrleansRealtime.Storage.GrainState.IGrainRows>().CountAsync(new(InboxRows.StateName, "demo/user/bo"), PreferenceRows.Decisions);

    private static UserPreferences Kind(string kind, ChannelChoice choice) =>
        UserPreferences.Empty with { Kinds = UserPreferences.Empty.Kinds.Add(kind, choice) };

    private static Notification Notification(long number, string kind = "deploy") => new(
        "source", number, $"id-{number}", kind, "recipient", "title", null, null, null, new("workitem", "42"), [], DateTimeOffset.UnixEpoch);

    private static Task<RecordingSubscriber<UserEvent>> TabAsync(GrainsUnderTest grains) =>
        grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");

    private static void Same(UserPreferences expected, UserPreferences actual)
    {
        Assert.Equal((expected.Channels, expected.QuietHours, expected.MentionsBreakThrough), (actual.Channels, actual.QuietHours, actual.MentionsBreakThrough));
        Assert.Equal(expected.Kinds.OrderBy(kind => kind.Key), actual.Kinds.OrderBy(kind => kind.Key));
        Assert.Equal(expected.Types.OrderBy(type => type.Key), actual.Types.OrderBy(type => type.Key));
        Assert.Equal(expected.Entities.OrderBy(entity => entity.Key), actual.Entities.OrderBy(entity => entity.Key));
    }
}
