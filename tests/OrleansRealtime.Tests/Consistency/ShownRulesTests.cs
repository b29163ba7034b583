using OrleansRealtime.Consistency.Histories;
using static OrleansRealtime.Tests.Consistency.HistoryBuilder;

namespace OrleansRealtime.Tests.Consistency;

/// <summary>What the convergence checker finds in what the .NET client shows.</summary>
public class ShownRulesTests
{
    [Fact]
    public void What_is_shown_as_it_should_be_has_no_findings() => Assert.Empty(Edited()
        .Add(Fresh(State(1, [])))
        .Add(new Shown("a", "Stale", State(1, [])))
        .Add(Fresh(State(2, [2])))
        .Watches(State(2, [2])).IntervalOver(State(2, [2])).Violations);

    [Fact]
    public void A_new_life_is_no_finding() => Assert.Empty(new HistoryBuilder().Created()
        .Did(new(5, Doing.Delete, "a"), "e:2").Did(new(6, Doing.Create, "a"), "f:1")
        .Add(Fresh(State(1, []))).Add(new Shown("a", "Absent", null)).Add(Fresh(State(1, [], epoch: "f", created: 6))).Violations);

    [Fact]
    public void A_state_that_goes_back() => Finds("Backwards", Edited().Add(Fresh(State(2, [2]))).Add(Fresh(State(1, []))));

    [Fact]
    public void A_life_that_comes_back() => Finds("Backwards", Edited().Add(Fresh(State(1, [])))
        .Add(Fresh(State(1, [], epoch: "f"))).Add(Fresh(State(2, [2]))));

    [Fact]
    public void A_state_that_nobody_committed() => Finds("seen in two states", Edited().Read(State(2, [2])).Add(Fresh(State(2, []))));

    [Fact]
    public void What_is_old_after_the_interval() => Finds("Stale after the interval: the .NET client", Edited()
        .Add(Fresh(State(1, []))).Watches(State(2, [2])).IntervalOver(State(2, [2])));

    [Fact]
    public void What_is_called_stale_after_the_interval() => Finds("Stale after the interval: the .NET client", Edited()
        .Add(new Shown("a", "Stale", State(2, [2]))).Watches(State(2, [2])).IntervalOver(State(2, [2])));

    [Fact]
    public void Access_that_nobody_took() => Finds("Nobody lost access", Edited().Add(new Shown("a", "Denied", null)));

    [Fact]
    public void A_watch_that_ends() => Finds("ended to show", Edited().Add(new ShowingEnded("a", "why")));

    private static HistoryBuilder Edited() => new HistoryBuilder().Created().Did(new(2, Doing.Patch, "a"), "e:2", State(2, [2]));

    private static Shown Fresh(Seen state) => new("a", "Fresh", state);

    private static void Finds(string finding, HistoryBuilder history) => Assert.Contains(history.Violations, found => found.Contains(finding, StringComparison.Ordinal));
}
