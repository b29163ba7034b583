using System.Collections.Immutable;

namespace OrleansRealtime.Tests.Engines;

/// <summary>Calls: what arrives, what comes back, and what when nothing does.</summary>
public sealed class CallsSpecification(EngineFixture fixture) : EngineSpecification(fixture)
{
    [Fact]
    public async Task A_call_answers_with_the_result_of_the_method()
    {
        var grain = Grain<ICallGrain>();
        var point = new SpecPoint(3, ["a", "b"], DateTimeOffset.UnixEpoch);

        Assert.Equal("hello", await grain.Echo("hello"));
        await grain.Touch();
        var echoed = await grain.EchoPoint(point, ImmutableSortedDictionary<string, int?>.Empty.Add("c", 1).Add("d", null));

        Assert.Equal(3, echoed.X);
        Assert.Equal(DateTimeOffset.UnixEpoch, echoed.At);
        Assert.Equal(["a", "b", "c=1", "d="], echoed.Names);
    }

    [Fact]
    public async Task An_exception_reaches_the_caller_as_what_was_thrown()
    {
        var exception = await Assert.ThrowsAsync<SpecException>(() => Grain<ICallGrain>().Fail("so it is"));

        Assert.Equal("so it is", exception.Message);
        Assert.Contains(nameof(CallGrain), exception.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thrown_exception_leaves_the_activation_as_it_is()
    {
        var grain = Grain<ICallGrain>();
        await Assert.ThrowsAsync<SpecException>(() => grain.Fail("once"));

        await grain.Echo("still there");

        Assert.Equal(1, Probe.Count("activated"));
    }

    [Fact]
    public void A_reference_activates_nothing()
    {
        _ = Grain<ICallGrain>();

        Assert.Empty(Probe.Notes);
    }

    [Fact]
    public void References_are_equal_when_their_grains_are()
    {
        var one = Grain<ICallGrain>();

        Assert.Equal(one, Grain<ICallGrain>());
        Assert.Equal(one.GetHashCode(), Grain<ICallGrain>().GetHashCode());
        Assert.NotEqual(one, Grain<ICallGrain>("other"));
        Assert.Equal<object>(one, Grain<ICallGrainToo>());
        Assert.Equal(one, Grains.GetGrain(typeof(ICallGrain), Key));
    }

    [Fact]
    public async Task A_reference_can_become_one_of_another_interface_of_the_grain()
    {
        var other = Grain<ICallGrain>().AsReference<ICallGrainToo>();

        Assert.Equal(Grain<ICallGrainToo>(), other);
        Assert.Equal(Key, await other.Key());
    }

    [Fact]
    public async Task A_grain_knows_its_key_and_is_named_after_its_class()
    {
        var grain = Grain<ICallGrain>();

        var id = await grain.Id();

        Assert.Equal($"call/{Key}", id.ToString());
        Assert.Equal(id, grain.GetGrainId());
        Assert.Equal(Key, grain.GetPrimaryKeyString());
        Assert.Equal("call", id.Type.ToString());
        Assert.Equal(Key, id.Key.ToString());
    }

    [Fact]
    public async Task References_travel_in_calls_and_answers()
    {
        var self = await Grain<ICallGrain>().Self();

        Assert.Equal(Grain<ICallGrain>(), self);
        Assert.Equal("around", await self.EchoThrough(Grain<ICallGrain>("other"), "around"));
    }

    [Fact]
    public async Task A_caller_that_waits_too_long_gets_a_timeout_and_the_callee_goes_on()
    {
        var grain = Grain<ICallGrain>();

        await Assert.ThrowsAsync<TimeoutException>(() => grain.WaitAtGate("slow"));
        Probe.Open("slow");

        await Probe.Noted("past slow");
        Assert.Equal("served", await grain.Echo("served").Within("the next call"));
    }

    [Fact]
    public async Task A_call_that_nobody_waits_for_any_more_is_not_begun()
    {
        var grain = Grain<ICallGrain>();
        var blocking = grain.WaitAtGate("first");
        await Probe.Noted("at first");

        await Assert.ThrowsAsync<TimeoutException>(() => grain.WaitAtGate("second"));
        Probe.Open("first");
        await Assert.ThrowsAsync<TimeoutException>(() => blocking);

        await grain.Echo("after");
        Assert.Equal(["activated", "at first", "past first", "echo after"], Probe.Notes);
    }

    [Fact]
    public async Task A_one_way_call_is_done_when_sent_and_tells_no_failure()
    {
        var grain = Grain<ICallGrain>();

        await grain.Tell("message").Within("the sending");
        Probe.Open("message");

        await Probe.Noted("told message");
        Assert.Equal("unharmed", await grain.Echo("unharmed"));
    }

    [Fact]
    public async Task Cancelling_answers_the_caller_and_reaches_the_callee_in_its_own_turn()
    {
        using var cancellation = new CancellationTokenSource();
        var call = Grain<ICallGrain>().WaitForCancellation(cancellation.Token);
        await Probe.Noted("waiting for cancellation");

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Within("the cancelled call"));
        await Probe.Noted("cancelled in its turn");
    }

    [Fact]
    public async Task A_call_with_a_cancelled_token_is_not_made()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Grain<ICallGrain>().WaitForCancellation(new(canceled: true)));

        Assert.Empty(Probe.Notes);
    }

    [Fact]
    public async Task A_grains_factory_is_out_of_reach_outside_its_turns() =>
        Assert.Equal("refused", await Grain<ICallGrain>().ReachFactoryOutsideTurns());
}
