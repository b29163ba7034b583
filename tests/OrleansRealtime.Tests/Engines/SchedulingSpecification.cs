namespace OrleansRealtime.Tests.Engines;

/// <summary>Turns: one at a time, and which call may begin while another is under way.</summary>
public sealed class SchedulingSpecification(EngineFixture fixture) : EngineSpecification(fixture)
{
    [Fact]
    public async Task Calls_of_a_grain_run_one_after_another()
    {
        var grain = Grain<ITurnGrain>();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => grain.Work("call")));

        Assert.Equal(Enumerable.Range(1, 50).Select(i => $"call worked {i * 10}"), Probe.Notes);
    }

    [Fact]
    public async Task Calls_of_a_reentrant_grain_interleave_but_never_run_at_once()
    {
        var grain = Grain<IReentrantTurnGrain>();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => grain.Work("call"))));

        Assert.Equal(50, Probe.Notes.Count);
        Assert.Contains("call worked 500", Probe.Notes);
        Assert.DoesNotContain("two turns at once", Probe.Notes);
    }

    [Fact]
    public async Task A_call_waits_for_the_one_before_it()
    {
        var grain = Grain<ITurnGrain>();
        var first = grain.Pass("first");
        await Probe.Noted("first in");

        var second = grain.Pass("second");
        Probe.Open("second");
        Probe.Open("first");

        await Task.WhenAll(first, second).Within("both calls");
        Assert.Equal(["first in", "first out", "second in", "second out"], Probe.Notes);
    }

    [Fact]
    public async Task A_reentrant_grain_takes_a_call_while_another_waits()
    {
        var grain = Grain<IReentrantTurnGrain>();
        var first = grain.Pass("first");
        await Probe.Noted("first in");

        Probe.Open("second");
        await grain.Pass("second").Within("the second call");
        Probe.Open("first");

        await first.Within("the first call");
        Assert.Equal(["first in", "second in", "second out", "first out"], Probe.Notes);
    }

    [Fact]
    public async Task A_call_that_always_interleaves_overtakes_those_that_wait()
    {
        var grain = Grain<ITurnGrain>();
        var first = grain.Pass("first");
        await Probe.Noted("first in");
        var second = grain.Pass("second");

        Probe.Open("third");
        await grain.Slip("third").Within("the interleaving call");
        Assert.Equal(["first in", "third in", "third out"], Probe.Notes);

        Probe.Open("first");
        Probe.Open("second");
        await Task.WhenAll(first, second).Within("the others");
    }

    [Fact]
    public async Task Others_wait_for_no_interleaving_call()
    {
        var grain = Grain<ITurnGrain>();
        var slipping = grain.Slip("slipping");
        await Probe.Noted("slipping in");

        Probe.Open("other");
        await grain.Pass("other").Within("the other call");
        Probe.Open("slipping");

        await slipping.Within("the interleaving call");
    }

    [Fact]
    public async Task Read_only_calls_run_beside_each_other_and_not_beside_others()
    {
        var grain = Grain<ITurnGrain>();
        var look = grain.Look("look");
        await Probe.Noted("look in");
        var pass = grain.Pass("pass");

        Probe.Open("look too");
        await grain.Look("look too").Within("the second read-only call");
        Assert.Equal(["look in", "look too in", "look too out"], Probe.Notes);

        Probe.Open("look");
        Probe.Open("pass");
        await Task.WhenAll(look, pass).Within("the others");
        Assert.Equal(["look out", "pass in", "pass out"], Probe.Notes.Skip(3));
    }

    [Fact]
    public async Task A_read_only_call_waits_for_one_that_is_not()
    {
        var grain = Grain<ITurnGrain>();
        var pass = grain.Pass("pass");
        await Probe.Noted("pass in");
        var look = grain.Look("look");

        Probe.Open("look");
        Probe.Open("pass");

        await Task.WhenAll(look, pass).Within("both calls");
        Assert.Equal(["pass in", "pass out", "look in", "look out"], Probe.Notes);
    }

    [Fact]
    public async Task Calls_in_a_circle_time_out_unless_a_grain_is_reentrant()
    {
        var one = Grain<ITurnGrain>();

        await Assert.ThrowsAsync<TimeoutException>(() => one.CallBack(Grain<ITurnGrain>(" other"), 2));

        await Grain<IReentrantTurnGrain>().CallBack(Grain<IReentrantTurnGrain>(" other"), 2).Within("the reentrant circle");
    }

    [Fact]
    public async Task Code_of_a_grain_stays_on_its_scheduler_until_it_says_otherwise() =>
        Assert.True(await Grain<ITurnGrain>().StaysOnItsScheduler());

    [Fact]
    public async Task Async_locals_of_the_caller_stay_with_the_caller()
    {
        TurnGrainBase.Local.Value = "the caller's";

        Assert.Null(await Grain<ITurnGrain>().AsyncLocal());
        Assert.Null(await Grain<ITurnGrain>().AsyncLocal());
    }
}
