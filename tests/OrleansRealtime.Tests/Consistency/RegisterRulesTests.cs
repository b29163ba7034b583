using OrleansRealtime.Consistency.Checks;
using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Tests.Consistency;

/// <summary>Each promise about registers, and a history that breaks it.</summary>
public sealed class RegisterRulesTests
{
    private readonly List<Event> _events = [];
    private int _calls;

    [Fact]
    public void Writes_readings_and_frames_that_go_on_from_one_node_to_another_are_fine()
    {
        Write("silo-1", 1, "e:2");
        See(viewer: 0, from: null, "e:2", 1);
        Read("silo-2", "e:2", 1);
        Write("gateway-1", 2, "e:3");
        See(viewer: 0, "e:2", "e:3", 2);
        WriteNothing("silo-1", "e:3", 2);
        Over("e:3");

        Assert.Empty(Violations);
    }

    [Fact]
    public void A_reading_below_what_another_node_answered_before_is_found()
    {
        Write("silo-1", 1, "e:2");
        Write("silo-1", 2, "e:3");
        Read("silo-2", "e:2", 1);

        Assert.Contains(Violations, finding => finding.Contains("was answered e:2, asked after e:3 was answered", StringComparison.Ordinal));
    }

    [Fact]
    public void A_reading_that_was_asked_before_the_answer_may_be_below_it()
    {
        Write("silo-1", 1, "e:2");
        var reading = Ask(RegisterCall.Read, "silo-2");
        Write("silo-1", 2, "e:3");
        Answer(reading, "e:2", 1);

        Assert.Empty(Violations);
    }

    [Fact]
    public void A_reading_below_what_a_viewer_was_shown_before_is_found()
    {
        Write("silo-1", 1, "e:2");
        See(viewer: 0, from: null, "e:2", 1);
        Ask(RegisterCall.Write, "silo-1", 2);
        See(viewer: 0, "e:2", "e:3", 2);
        Read("silo-2", "e:2", 1);

        Assert.Contains(Violations, finding => finding.Contains("asked after e:3 was answered", StringComparison.Ordinal));
    }

    [Fact]
    public void A_yes_to_a_write_that_changes_nothing_is_a_reading_as_well()
    {
        Write("silo-1", 1, "e:2");
        Write("silo-1", 2, "e:3");
        WriteNothing("silo-2", "e:2", 1);

        Assert.Contains(Violations, finding => finding.Contains("WriteNothing", StringComparison.Ordinal));
    }

    [Fact]
    public void A_write_that_takes_a_version_which_was_answered_is_found()
    {
        Write("silo-1", 1, "e:2");
        Write("silo-2", 2, "e:2");

        Assert.Contains(Violations, finding => finding.Contains("asked after e:2 was answered", StringComparison.Ordinal));
        Assert.Contains(Violations, finding => finding.Contains("where somebody else got 1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_write_that_took_effect_twice_is_found()
    {
        Write("silo-1", 1, "e:2");
        Read("silo-1", "e:4", 1);

        Assert.Contains(Violations, finding => finding.Contains("which was written at version 2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_value_that_nobody_wrote_is_found()
    {
        Read("silo-1", "e:2", 7);

        Assert.Contains(Violations, finding => finding.Contains("which nobody wrote", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_life_is_found()
    {
        Write("silo-1", 1, "e:2");
        Read("silo-1", "f:3", 1);

        Assert.Contains(Violations, finding => finding.Contains("of another life", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(412)]
    public void A_refusal_that_is_none_of_an_outage_is_found(int status)
    {
        _events.Add(new RegisterAnswered(Ask(RegisterCall.Read, "silo-1"), status, "some_code"));

        Assert.Contains(Violations, finding => finding.Contains($"was refused: {status} some_code", StringComparison.Ordinal));
    }

    [Fact]
    public void An_outage_is_fine()
    {
        _events.Add(new RegisterAnswered(Ask(RegisterCall.Read, "silo-1"), 503, "unavailable"));
        _events.Add(new RegisterUnanswered(Ask(RegisterCall.Read, "silo-1"), "IOException"));

        Assert.Empty(Violations);
    }

    [Fact]
    public void A_viewer_that_goes_back_or_misses_something_is_found()
    {
        Write("silo-1", 1, "e:2");
        See(viewer: 0, from: null, "e:2", 1);
        Write("silo-1", 2, "e:3");
        Write("silo-1", 3, "e:4");
        See(viewer: 0, "e:3", "e:4", 3);
        See(viewer: 0, from: null, "e:3", 2);

        Assert.Contains(Violations, finding => finding.Contains("got what leads from e:3 to e:4", StringComparison.Ordinal));
        Assert.Contains(Violations, finding => finding.Contains("was at e:4 and got e:3", StringComparison.Ordinal));
    }

    [Fact]
    public void A_viewer_that_is_stale_at_the_end_and_an_end_that_lost_a_write_are_found()
    {
        Write("silo-1", 1, "e:2");
        See(viewer: 0, from: null, "e:2", 1);
        Write("silo-1", 2, "e:3");
        Over("e:3");
        Over("e:2");

        Assert.Contains(Violations, finding => finding.Contains("Stale after the interval: viewer 0 has r at e:2", StringComparison.Ordinal));
        Assert.Contains(Violations, finding => finding.Contains("r ends at e:2; e:3 was answered before", StringComparison.Ordinal));
    }

    [Fact]
    public void A_node_that_failed_its_part_is_found()
    {
        _events.Add(new NodeFailed("silo-1", "does not end"));

        Assert.Equal(["silo-1 does not end."], Violations);
    }

    private IReadOnlyList<string> Violations => Checker.Violations(_events);

    private void Write(string node, int value, string at) => Answer(Ask(RegisterCall.Write, node, value), at, value);

    private void Read(string node, string at, int value) => Answer(Ask(RegisterCall.Read, node), at, value);

    private void WriteNothing(string node, string at, int value) => Answer(Ask(RegisterCall.WriteNothing, node), at, value);

    private void See(int viewer, string? from, string to, int value) =>
        _events.Add(new RegisterSeen(viewer, "r", from is null ? null : Position.Parse(from), Position.Parse(to), value));

    private void Over(string committed) => _events.Add(new RegistersOver([0], new Dictionary<string, Position> { ["r"] = Position.Parse(committed) }));

    private int Ask(RegisterCall what, string node, int? value = null)
    {
        _events.Add(new RegisterAsked(++_calls, what, "r", node, value));
        return _calls;
    }

    private void Answer(int call, string at, int value) => _events.Add(new RegisterAnswered(call, 200, At: Position.Parse(at), Value: value));
}
