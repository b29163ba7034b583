using OrleansRealtime.Consistency.Histories;
using static OrleansRealtime.Tests.Consistency.HistoryBuilder;

namespace OrleansRealtime.Tests.Consistency;

/// <summary>What the convergence checker finds in the frames of a connection.</summary>
public class ChainRulesTests
{
    [Fact]
    public void Frames_as_they_should_be_have_no_findings()
    {
        var history = Begun().StateFrame(State(1, [])).ChangedFrame("e:1", "e:2", 2)
            .Add(new Unwatched(1, "a", FramesBefore: 2))
            .Add(new Watching(1, "a", Position.Parse("e:2"), State(2, [2])))
            .ChangedFrame("e:2", "e:3", 3)
            .IntervalOver(State(3, [2, 3]));

        Assert.Empty(history.Violations);
    }

    [Fact]
    public void Deleted_and_created_again_is_no_finding() => Assert.Empty(Begun().StateFrame(State(1, [])).DeletedFrame("e:2")
        .Did(new(5, Doing.Delete, "a"), "e:2").Did(new(6, Doing.Create, "a"), "f:1")
        .StateFrame(State(1, [], epoch: "f", created: 6), reset: true).IntervalOver(State(1, [], epoch: "f", created: 6)).Violations);

    [Fact]
    public void Who_asks_again_with_a_position_of_another_life_may_get_the_state_once_more_and_not_twice()
    {
        var asked = Begun().Add(new Watching(1, "a", Position.Parse("d:7"), State(7, [], epoch: "d")))
            .StateFrame(State(2, [2])).StateFrame(State(2, [2]), reset: true);

        Assert.Empty(asked.Violations);
        Finds("Backwards or twice", asked.StateFrame(State(2, [2]), reset: true));
    }

    [Fact]
    public void A_hole() => Finds("A hole", Begun().StateFrame(State(1, [])).ChangedFrame("e:2", "e:3", 3));

    [Fact]
    public void A_change_to_somebody_who_has_nothing() => Finds("A hole", Begun().ChangedFrame("e:1", "e:2", 2));

    [Fact]
    public void A_state_twice() => Finds("Backwards or twice", Begun().StateFrame(State(2, [2])).StateFrame(State(2, [2]), reset: true));

    [Fact]
    public void A_state_that_goes_back() => Finds("Backwards or twice", Begun().StateFrame(State(2, [2])).StateFrame(State(1, []), reset: true));

    [Fact]
    public void A_life_that_comes_back() => Finds("Backwards or twice", Begun().StateFrame(State(1, []))
        .StateFrame(State(1, [], epoch: "f"), reset: true).StateFrame(State(2, [2]), reset: true));

    [Fact]
    public void A_state_that_replaces_without_saying_so() => Finds("reset = False", Begun().StateFrame(State(1, [])).StateFrame(State(2, [2])));

    [Fact]
    public void A_state_that_replaces_nothing() => Finds("reset = True", Begun().StateFrame(State(1, []), reset: true));

    [Fact]
    public void A_frame_that_nobody_asked_for() => Finds("not asked for", new HistoryBuilder().Created().StateFrame(State(1, [])));

    [Fact]
    public void A_frame_after_the_watch_ended() =>
        Finds("not watched", Begun().StateFrame(State(1, [])).Add(new Unwatched(1, "a", FramesBefore: 1)).ChangedFrame("e:1", "e:2", 2));

    [Fact]
    public void A_frame_after_the_watch_was_refused() =>
        Finds("not watched", Begun().Add(new WatchAnswered(1, "a", IsOk: false, "not_found")).StateFrame(State(1, [])));

    [Fact]
    public void Access_that_nobody_took() => Finds("Nobody lost access", Begun().Frame("denied", new { type = "item", id = "a", code = "access_denied" }));

    [Fact]
    public void A_deletion_twice() => Finds("Backwards or twice", Begun().StateFrame(State(1, [])).DeletedFrame("e:2").DeletedFrame("e:2"));

    [Fact]
    public void A_group_that_leaves_something_out() => Finds("seen in two states",
        Begun().StateFrame(State(1, [])).ChangedFrame("e:1", "e:3", 3).Read(State(3, [2, 3])));

    [Fact]
    public void A_viewer_that_is_stale_after_the_interval() => Finds("Stale after the interval", Begun().StateFrame(State(1, [])).IntervalOver(State(2, [2])));

    [Fact]
    public void A_viewer_that_still_shows_what_is_gone() => Finds("Stale after the interval", Begun().StateFrame(State(1, [])).IntervalOver(null));

    [Fact]
    public void A_viewer_whose_watch_is_over() =>
        Finds("does not watch", Begun().StateFrame(State(1, [])).Add(new Unwatched(1, "a", FramesBefore: 1)).IntervalOver(State(1, [])));

    // The entity is there, two patches may or may not have been done, and somebody watches it.
    private static HistoryBuilder Begun() => new HistoryBuilder().Created()
        .Unanswered(new(2, Doing.Patch, "a")).Unanswered(new(3, Doing.Patch, "a"))
        .Watches();

    private static void Finds(string what, HistoryBuilder history) =>
        Assert.Contains(history.Violations, finding => finding.Contains(what, StringComparison.Ordinal));
}
