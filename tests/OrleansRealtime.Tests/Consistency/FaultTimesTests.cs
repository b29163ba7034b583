using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Consistency.Plans;
using OrleansRealtime.Consistency.Reports;

namespace OrleansRealtime.Tests.Consistency;

/// <summary>How long a fault was felt, by histories told by hand; times in seconds.</summary>
public sealed class FaultTimesTests
{
    private static readonly NodeFault Fault = new(0, NodeFaultKind.Kill, "silo-1", 1_000);

    private readonly List<Event> _events = [];
    private int _calls;
    private int _version;

    [Fact]
    public void A_pause_counts_from_the_fault_to_the_next_answer_to_a_write()
    {
        Write(9, 9.5);
        At(10, new FaultBegan(Fault));
        Write(10.5, 14);
        At(20, new FaultOver(Fault));

        Assert.Equal(6, Times.WorstPause, 3);
        Assert.Equal(3.5, Times.LongestCall, 3);
    }

    [Fact]
    public void A_pause_of_others_is_that_of_registers_which_the_fault_did_not_strike()
    {
        Write(9, 9.4, "struck");
        Write(9, 9.5, "other");
        At(10, new FaultBegan(Fault, new Dictionary<string, string> { ["struck"] = "silo-1", ["other"] = "silo-2" }));
        Write(10.5, 11, "other");
        Write(10.5, 16, "struck");
        Write(11.5, 13.5, "other");
        Write(17, 18, "other");
        At(20, new FaultOver(Fault));

        Assert.Equal(4.5, Times.OthersPause!.Value, 3);
        Assert.Equal(6, Times.WorstPause, 3);
        Assert.Equal(1, Times.Struck);
    }

    [Fact]
    public void Nobody_is_another_where_the_fault_strikes_more_than_one_node()
    {
        var fault = new NodeFault(0, NodeFaultKind.DatabaseCrash, "database", 1_000);
        Write(9, 9.5);
        At(10, new FaultBegan(fault, new Dictionary<string, string> { ["r"] = "silo-2" }));
        Write(13.5, 14);
        At(20, new FaultOver(fault));

        Assert.Null(Times.OthersPause);
        Assert.Null(Times.Struck);
    }

    [Fact]
    public void What_cannot_be_answered_while_the_database_is_away_counts_from_its_return()
    {
        Write(9, 9.5);
        At(10, new FaultBegan(Fault));
        At(13, new FaultHealed(Fault));
        Write(13.5, 14);
        Write(19, 19.5);
        At(20, new FaultOver(Fault));

        Assert.Equal(5.5, Times.WorstPause, 3);
    }

    [Fact]
    public void A_viewer_is_behind_from_the_answer_to_what_it_shows()
    {
        At(1, new RegisterViewerAt(0, "silo-2"));
        At(10, new FaultBegan(Fault));
        Write(10.5, 11);
        See(12);
        Write(12, 13);
        At(20, new FaultOver(Fault));

        // The second was never shown.
        Assert.Equal(7, Times.Lag, 3);
    }

    [Fact]
    public void A_viewer_whose_node_is_frozen_is_not_waited_for()
    {
        At(1, new RegisterViewerAt(0, "silo-1"));
        At(10, new FaultBegan(Fault));
        At(10, new NodeChanged("silo-1", NodeState.Frozen));
        Write(10.5, 11);
        At(18, new NodeChanged("silo-1", NodeState.Thawed));
        See(18.5);
        At(19, new NodeChanged("silo-1", NodeState.Up));
        At(20, new FaultOver(Fault));

        Assert.Equal(0.5, Times.Lag, 3);
    }

    [Fact]
    public void A_viewer_is_waited_for_from_when_its_node_goes_on_also_when_that_ends_then()
    {
        At(1, new RegisterViewerAt(0, "silo-1"));
        At(10, new FaultBegan(Fault));
        At(10, new NodeChanged("silo-1", NodeState.Frozen));
        Write(10.5, 11);
        At(17, new NodeChanged("silo-1", NodeState.Thawed));
        See(18);
        At(18.5, new NodeChanged("silo-1", NodeState.Down));
        At(20, new FaultOver(Fault));

        Assert.Equal(1, Times.Lag, 3);
    }

    [Fact]
    public void A_call_to_a_node_that_goes_down_is_no_long_call()
    {
        Write(9, 9.5);
        At(10, new FaultBegan(Fault));
        At(10.1, new RegisterAsked(99, RegisterCall.Read, "r", "silo-1"));
        At(11, new NodeChanged("silo-1", NodeState.Down));
        At(19, new RegisterUnanswered(99, "IOException"));
        At(20, new FaultOver(Fault));

        Assert.Equal(0, Times.LongestCall, 3);
    }

    private FaultTimes Times => Assert.Single(FaultTimes.Of(_events));

    private void Write(double asked, double answered, string register = "r")
    {
        At(asked, new RegisterAsked(++_calls, RegisterCall.Write, register, "silo-2", _calls));
        At(answered, new RegisterAnswered(_calls, 200, At: new("e", ++_version), Value: _calls));
    }

    private void See(double time) => At(time, new RegisterSeen(0, "r", null, new("e", _version), _calls));

    private void At(double seconds, Event entry)
    {
        entry.Time = TimeSpan.FromSeconds(seconds);
        _events.Add(entry);
    }
}
