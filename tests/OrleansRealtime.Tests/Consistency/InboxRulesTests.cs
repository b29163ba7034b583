using OrleansRealtime.Consistency.Histories;
using static OrleansRealtime.Tests.Consistency.HistoryBuilder;

namespace OrleansRealtime.Tests.Consistency;

/// <summary>What the convergence checker finds in inboxes, badges, and what tabs were told of them.</summary>
public class InboxRulesTests
{
    private static readonly Operation Follow2 = new(2, Doing.Follow, "a", User: "bo");
    private static readonly Operation Comment3 = new(3, Doing.Comment, "a", Actor: "ana");
    private static readonly Operation Patch4 = new(4, Doing.Patch, "a", Actor: "ana");
    private static readonly Operation Comment5 = new(5, Doing.Comment, "a", Actor: "ana");
    private static readonly Operation Notify6 = new(6, Doing.Notify, "a");
    private static readonly object Told3 = Item(1, "e-1", "op 3");
    private static readonly object Told4 = Item(2, "e-2", "last, o4 changed", kind: "changed");
    private static readonly object BothUnread = Badge(2, 2, 2, 2);

    [Fact]
    public void An_inbox_as_it_should_be_has_no_findings() => Assert.Empty(Followed()
        .Add(new Connected(1, "bo")).Frame("badge", Badge(0, 0, 0, 0))
        .Frame("notification", Told3).Frame("badge", Badge(1, 1, 1, 1)).Frame("notification", Told4).Frame("badge", BothUnread)
        .Inbox("bo", BothUnread, Told3, Told4).Violations);

    [Fact]
    public void A_comment_that_a_follower_was_not_told_of() => Finds("never told of op 3", Followed().Inbox("bo", Badge(1, 1, 1, 2), Told4));

    [Fact]
    public void Changes_that_a_follower_was_not_told_of() => Finds("never told of a change", Followed().Inbox("bo", Badge(1, 1, 1, 1), Told3));

    [Fact]
    public void A_mention_that_was_not_told() => Finds("chi was never told", new HistoryBuilder().Created()
        .Did(Comment3 with { User = "chi" }, "e:2").Inbox("chi", Badge(0, 0, 0, 0)));

    [Fact]
    public void Whoever_follows_only_later_need_not_be_told() => Assert.Empty(new HistoryBuilder().Created()
        .Did(Comment3, "e:2").Did(Follow2, "e:2").Inbox("bo", Badge(0, 0, 0, 0)).Violations);

    [Fact]
    public void One_notification_twice() =>
        Finds("has the notification e-1 2 times", Followed().Inbox("bo", Badge(3, 3, 3, 3), Told3, Told4, Item(3, "e-1", "op 3")));

    [Fact]
    public void One_comment_twice() => Finds("2 times", Followed().Inbox("bo", Badge(3, 3, 3, 3), Told3, Told4, Item(3, "e-3", "op 3")));

    [Fact]
    public void A_comment_within_a_group_twice() =>
        Finds("2 times", Followed().Inbox("bo", Badge(3, 3, 3, 3), Told3, Told4, Grouped(3, 2, Change("e-5", "op 5"), Change("e-3", "op 3"))));

    [Fact]
    public void What_a_group_stands_for_was_told() => Assert.Empty(new HistoryBuilder().Created().Did(Follow2, "e:1").Did(Comment3, "e:2").Did(Comment5, "e:3")
        .Inbox("bo", Badge(2, 1, 1, 2), Grouped(2, 2, Change("e-2", "op 5"), Change("e-1", "op 3"))).Violations);

    [Fact]
    public void A_group_that_counts_less_than_it_says() =>
        Finds("counts less", Followed().Inbox("bo", Badge(1, 1, 1, 1), Grouped(1, 1, Change("e-5", "op 3"), Change("e-4", "op 4"))));

    [Fact]
    public void A_notice_that_a_recipient_never_got() => Finds("chi was never told of op 6", new HistoryBuilder().Created()
        .Asked(Notify6).Answered(Notify6, 202).Inbox("chi", Badge(0, 0, 0, 0)));

    [Fact]
    public void An_item_that_never_wakes() => Finds("sleeps for ever", Followed().Inbox("bo", Badge(2, 1, 1, 2), Asleep(1, "e-1", "op 3"), Told4));

    [Fact]
    public void Somebodys_own_comment() => Finds("own doing", Followed().Inbox("ana", Badge(1, 1, 1, 1), Told3));

    [Fact]
    public void A_comment_that_was_refused() => Finds("told of nothing", new HistoryBuilder().Created()
        .Asked(Comment3).Answered(Comment3, 404).Inbox("bo", Badge(1, 1, 1, 1), Told3));

    [Fact]
    public void A_badge_that_counts_wrong() => Finds("a recount gives", Followed().Inbox("bo", Badge(2, 1, 1, 2), Told3, Told4));

    [Fact]
    public void A_badge_that_counts_what_was_read() =>
        Finds("a recount gives", Followed().Inbox("bo", BothUnread, Item(1, "e-1", "op 3", read: true), Told4));

    [Fact]
    public void A_badge_behind_its_items() => Finds("the last item is 2", Followed().Inbox("bo", Badge(2, 2, 2, 1), Told3, Told4));

    [Fact]
    public void A_badge_that_goes_back() => Finds("went back", Tab().Frame("badge", BothUnread).Frame("badge", Badge(1, 1, 1, 1)));

    [Fact]
    public void A_notification_twice_on_one_tab() => Finds("out of order or twice", Tab()
        .Frame("notification", Told3).Frame("notification", Told3).Frame("badge", Badge(1, 1, 1, 1)));

    [Fact]
    public void A_badge_that_counts_what_the_tab_never_got() =>
        Finds("never got the notification 1", Tab().Frame("notification", Told4).Frame("badge", BothUnread));

    [Fact]
    public void A_tab_that_is_told_to_read_need_not_be_told_more() =>
        Assert.DoesNotContain("never got", string.Join('\n', Tab().Frame("inboxReset", new { lastSeq = 2 }).Frame("badge", BothUnread).Inbox("bo", BothUnread, Told3, Told4).Violations), StringComparison.Ordinal);

    [Fact]
    public void A_tab_whose_last_badge_is_not_the_badge() => Finds("has the badge", Tab().Frame("notification", Told3).Frame("badge", Badge(1, 1, 1, 1)));

    [Fact]
    public void What_comes_after_the_inbox_was_read_is_not_in_it() => Assert.DoesNotContain(
        Tab().Frame("notification", Told3).Frame("badge", Badge(1, 1, 1, 1)).Inbox("bo", Badge(1, 1, 1, 1), Told3)
            .Frame("notification", Told4).Frame("badge", BothUnread).Violations,
        violation => violation.Contains("has the badge", StringComparison.Ordinal));

    private static HistoryBuilder Followed() => new HistoryBuilder().Created().Did(Follow2, "e:1").Did(Comment3, "e:2").Did(Patch4, "e:3");

    // bo's tab, from the empty inbox on.
    private static HistoryBuilder Tab() => Followed().Add(new Connected(1, "bo")).Frame("badge", Badge(0, 0, 0, 0));

    private static void Finds(string what, HistoryBuilder history)
    {
        if (!history.Events.OfType<InboxRead>().Any()) history.Inbox("bo", BothUnread, Told3, Told4);
        Assert.Contains(history.Violations, finding => finding.Contains(what, StringComparison.Ordinal));
    }
}
