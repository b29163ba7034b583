using OrleansRealtime.Consistency.Histories;
using static OrleansRealtime.Tests.Consistency.HistoryBuilder;

namespace OrleansRealtime.Tests.Consistency;

/// <summary>What the convergence checker finds in what connections are told of an entity's viewers.</summary>
public class PresenceRulesTests
{
    [Fact]
    public void Viewers_as_they_should_be_have_no_findings() => Assert.Empty(Watched()
        .Looks("bo", connection: 1).Looks("ana", connection: 2, isAway: true)
        .Viewers(("bo", "online")).ViewersChanged(2, [("ana", "away")])
        .Looks("ana", connection: 3).ViewersChanged(2, [("ana", "online")])
        .RollCall([1, 2, 3], ("ana", "online"), ("bo", "online")).Violations);

    [Fact]
    public void Who_looks_elsewhere_or_is_gone_is_no_viewer() => Assert.Empty(Watched()
        .Looks("bo", connection: 1).Looks("ana", connection: 2)
        .Viewers(("bo", "online"), ("ana", "online")).ViewersChanged(0, [], "bo", "ana")
        .Add(new PresenceSet(1, IsAway: false, Focus: null))
        .RollCall([1], ("ana", "offline"), ("bo", "online")).Violations);

    [Fact]
    public void A_ghost() => Finds("shows ana (online) at a", Watched()
        .Looks("ana", connection: 2).Viewers(("ana", "online")).RollCall([1]));

    [Fact]
    public void Somebody_missing() => Finds("shows nobody at a", Watched().Looks("ana", connection: 2).RollCall([1, 2]));

    [Fact]
    public void Somebody_who_looks_elsewhere_by_now() => Finds("shows bo (online) at a", Watched()
        .Looks("bo", connection: 1).Viewers(("bo", "online")).Add(new PresenceSet(1, IsAway: false, "b")).RollCall([1]));

    [Fact]
    public void A_viewer_who_is_away_by_one_tab_only() => Finds("there is ana (online)", Watched()
        .Looks("ana", connection: 2).Looks("ana", connection: 3, isAway: true).Viewers(("ana", "away")).RollCall([1, 2, 3]));

    [Fact]
    public void A_user_whose_last_connection_is_gone_and_who_is_there() =>
        Finds("ana is online when the roll is called, and should be offline", Watched().Looks("ana", connection: 2).RollCall([1], ("ana", "online")));

    [Fact]
    public void A_user_who_is_there_and_should_be_away() =>
        Finds("should be away", Watched().Looks("ana", connection: 2, isAway: true).Viewers(("ana", "away")).RollCall([1, 2], ("ana", "online")));

    [Fact]
    public void A_viewer_twice() => Finds("A viewer twice", Watched().Viewers(("bo", "online"), ("bo", "away")));

    [Fact]
    public void A_total_that_is_not_theirs() => Finds("has 1 viewers of 2", Watched().Viewers(("bo", "online")).ViewersChanged(2, [("bo", "away")]));

    [Fact]
    public void A_change_to_what_was_never_told() => Finds("never told of", Watched().ViewersChanged(1, [("bo", "online")]));

    [Fact]
    public void Somebody_who_leaves_and_was_not_there() => Finds("left who was not there", Watched().Viewers(("bo", "online")).ViewersChanged(1, [], "ana"));

    [Fact]
    public void A_watch_that_begins_again_is_told_of_everybody() => Finds("never told of", Watched().Viewers(("bo", "online"))
        .Add(new Unwatched(1, "a", FramesBefore: 2)).Add(new Watching(1, "a", null)).ViewersChanged(1, [("bo", "away")]));

    [Fact]
    public void Viewers_before_the_state() => Finds("before the state", new HistoryBuilder().Created().Watches().Viewers(("bo", "online")));

    [Fact]
    public void Viewers_of_what_is_watched_no_more() =>
        Finds("not watched", Watched().Add(new Unwatched(1, "a", FramesBefore: 1)).Viewers(("bo", "online")));

    // bo watches the entity.
    private static HistoryBuilder Watched() => new HistoryBuilder().Created().Watches().StateFrame(State(1, []));

    private static void Finds(string what, HistoryBuilder history) =>
        Assert.Contains(history.Violations, finding => finding.Contains(what, StringComparison.Ordinal));
}
