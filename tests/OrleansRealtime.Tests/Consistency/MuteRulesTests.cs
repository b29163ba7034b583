using System.Collections.Immutable;
using OrleansRealtime.Consistency.Histories;
using static OrleansRealtime.Tests.Consistency.HistoryBuilder;

namespace OrleansRealtime.Tests.Consistency;

/// <summary>What the convergence checker finds where users silenced something.</summary>
public class MuteRulesTests
{
    private static readonly Operation Follow2 = new(2, Doing.Follow, "a", User: "bo");
    private static readonly Operation Comment3 = new(3, Doing.Comment, "a", Actor: "ana");
    private static readonly Operation Patch4 = new(4, Doing.Patch, "a", Actor: "ana");
    private static readonly object Told3 = Item(1, "e-1", "op 3");
    private static readonly object Told4 = Item(1, "e-2", "ballast, last, o4 changed", kind: "changed");
    private static readonly object OneUnread = Badge(1, 1, 1, 1);
    private static readonly object None = Badge(0, 0, 0, 0);
    private static readonly ExpectedEffect Everything = ExpectedEffect.None("bo") with { Number = 1 };
    private static readonly ExpectedEffect Mute = Everything with { Number = 2, Mutes = Everything.Mutes.Add("a", true) };
    private static readonly ExpectedEffect NoFrames = Everything with { Number = 3, Channels = new(Live: false, Inbox: null) };

    [Fact]
    public void Who_muted_and_is_told_nothing_has_no_findings() =>
        Assert.Empty(Followed().Prefers(Mute).Did(Comment3, "e:2").Did(Patch4, "e:3").Inbox("bo", None).Violations);

    [Fact]
    public void A_comment_in_spite_of_a_mute() => Finds("silenced", Followed().Prefers(Mute).Did(Comment3, "e:2").Inbox("bo", OneUnread, Told3));

    [Fact]
    public void A_change_in_spite_of_a_mute() => Finds("silenced", Followed().Prefers(Mute).Did(Patch4, "e:2").Inbox("bo", OneUnread, Told4));

    [Fact]
    public void A_comment_within_a_group_in_spite_of_a_mute() => Finds("silenced", Followed().Prefers(Mute).Did(Comment3, "e:2")
        .Inbox("bo", Badge(2, 1, 1, 2), Grouped(2, 2, Change("e-2", "op 9"), Change("e-1", "op 3"))));

    [Fact]
    public void What_was_asked_for_before_the_mute_was_answered_may_be_told_or_not()
    {
        Assert.Empty(Overlapping().Inbox("bo", OneUnread, Told3).Violations);
        Assert.Empty(Overlapping().Inbox("bo", None).Violations);

        static HistoryBuilder Overlapping() => Followed().Add(new PreferencesSent(Mute)).Did(Comment3, "e:2").Add(new PreferencesAnswered(Mute));
    }

    [Fact]
    public void What_was_seen_before_the_mute_was_lifted_was_told_in_spite_of_it() => Finds("silenced", Followed().Prefers(Mute).Did(Comment3, "e:2")
        .Add(new Connected(1, "bo")).Frame("notification", Told3).Prefers(Everything).Inbox("bo", OneUnread, Told3));

    [Fact]
    public void What_was_first_seen_after_the_mute_was_lifted_may_be_told() =>
        Assert.Empty(Followed().Prefers(Mute).Did(Comment3, "e:2").Prefers(Everything).Inbox("bo", OneUnread, Told3).Violations);

    [Fact]
    public void A_mute_that_goes_on_after_it_was_lifted() =>
        Finds("never told of op 3", Followed().Prefers(Mute).Prefers(Everything).Did(Comment3, "e:2").Inbox("bo", None));

    [Fact]
    public void A_mute_of_everything_for_the_sake_of_one_kind() => Finds("never told of op 3", Followed()
        .Prefers(Everything with { Kinds = Everything.Kinds.Add("changed", new(null, false)) }).Did(Comment3, "e:2").Inbox("bo", None));

    [Fact]
    public void A_mute_of_another_user() => Finds("never told of op 3", Followed().Prefers(Mute with { User = "chi" }).Did(Comment3, "e:2").Inbox("bo", None));

    [Fact]
    public void A_mention_that_should_have_broken_through() =>
        Finds("never told of op 3", Followed().Prefers(Mute).Did(Comment3 with { User = "bo" }, "e:2").Inbox("bo", None));

    [Fact]
    public void A_mention_that_was_to_be_like_others() => Finds("silenced", Followed().Prefers(Mute with { MentionsBreakThrough = false })
        .Did(Comment3 with { User = "bo" }, "e:2").Inbox("bo", OneUnread, Item(1, "e-1", "op 3", kind: "mentioned")));

    [Fact]
    public void A_frame_of_what_was_to_be_silent() => Finds("wanted silent", Tab().Frame("notification", Told3).Frame("badge", OneUnread));

    [Fact]
    public void A_silent_item_needs_no_frame() => Assert.Empty(Tab().Frame("badge", OneUnread).Inbox("bo", OneUnread, Told3).Violations);

    [Fact]
    public void What_comes_back_from_a_snooze_is_loud() => Assert.Empty(Tab()
        .Frame("notification", Woken).Frame("badge", Badge(2, 1, 1, 2)).Inbox("bo", Badge(2, 1, 1, 2), Woken).Violations);

    [Theory]
    [InlineData("changed", "b", true)]
    [InlineData("notice", "b", false)]
    [InlineData("notice", "a", false)]
    [InlineData("notice", "c", true)]
    [InlineData("mentioned", "a", true)]
    public void The_first_rule_that_says_something_decides(string kind, string entity, bool isWanted)
    {
        var expected = Everything with
        {
            Channels = new(null, true),
            Kinds = ImmutableSortedDictionary<string, ChannelChoice>.Empty.Add("notice", new(true, false)),
            Mutes = ImmutableSortedDictionary<string, bool>.Empty.Add("a", true).Add("c", false),
        };

        Assert.Equal(isWanted, expected.ExpectsItem(kind, entity));
        Assert.Equal(isWanted, expected.ExpectsFrame(kind, entity));
    }

    private static object Woken => new
    {
        seq = 2, id = "e-1", kind = "commented", body = "op 3", count = 1, entity = new { type = "item", id = "a" },
        replaces = new[] { 1 }, seen = false, read = false, archived = false,
    };

    private static HistoryBuilder Followed() => new HistoryBuilder().Created().Did(Follow2, "e:1");

    // bo's tab, which is to get no frames; then comes a comment.
    private static HistoryBuilder Tab() => Followed().Add(new Connected(1, "bo")).Frame("badge", None).Prefers(NoFrames).Did(Comment3, "e:2");

    private static void Finds(string what, HistoryBuilder history)
    {
        if (!history.Events.OfType<InboxRead>().Any()) history.Inbox("bo", OneUnread, Told3);
        Assert.Contains(history.Violations, finding => finding.Contains(what, StringComparison.Ordinal));
    }
}
