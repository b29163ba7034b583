namespace OrleansRealtime.Tests.Engines;

/// <summary>Grain timers. That something does not tick is shown by something else that ticks meanwhile, never by waiting.</summary>
public sealed class TimersSpecification(EngineFixture fixture) : EngineSpecification(fixture)
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    [Fact]
    public async Task A_timer_ticks_again_and_again_in_the_grains_turns()
    {
        await Grain<ITimerGrain>().Start(new("tick", Short, Short));

        await Probe.Noted("tick", times: 5);
        Assert.DoesNotContain("ticked where or when it must not", Probe.Notes);
    }

    [Fact]
    public async Task A_timer_without_period_ticks_once()
    {
        var grain = Grain<ITimerGrain>();
        await grain.Start(new("once", Short, Never));
        await Probe.Noted("once");
        await grain.Start(new("often", Short, Short));

        await Probe.Noted("often", times: 10);
        Assert.Equal(1, Probe.Count("once"));
    }

    [Fact]
    public async Task A_timer_without_due_time_waits_to_be_changed()
    {
        var grain = Grain<ITimerGrain>();
        await grain.Start(new("paused", Never, Short));
        await grain.Start(new("often", Short, Short));
        await Probe.Noted("often", times: 5);
        Assert.Equal(0, Probe.Count("paused"));

        await grain.Change("paused", Short, Never);

        await Probe.Noted("paused");
    }

    [Fact]
    public async Task A_change_within_a_tick_takes_effect_after_it()
    {
        var grain = Grain<ITimerGrain>();
        await grain.Start(new("pauses itself", Short, Short, PausesItself: true));
        await Probe.Noted("pauses itself");
        await grain.Start(new("often", Short, Short));

        await Probe.Noted("often", times: 10);
        Assert.Equal(1, Probe.Count("pauses itself"));
    }

    [Fact]
    public async Task A_failing_tick_does_not_stop_the_timer()
    {
        await Grain<ITimerGrain>().Start(new("failing", Short, Short, Fails: true));

        await Probe.Noted("failing", times: 3);
    }

    [Fact]
    public async Task A_tick_waits_for_the_running_call()
    {
        var grain = Grain<ITimerGrain>();
        await grain.Start(new("waiting", TimeSpan.FromMilliseconds(200), Short));
        await grain.Start(new("interleaving", Short, Short, Interleave: true));
        var call = grain.Pass("call");
        await Probe.Noted("call in");
        var before = Probe.Count("waiting");

        // The interleaving timer goes on while the other one is long due.
        await Probe.Noted("interleaving", times: 100);
        Assert.Equal(before, Probe.Count("waiting"));

        Probe.Open("call");
        await call.Within("the call");
        await Probe.Noted("waiting", times: before + 1);
    }

    [Fact]
    public async Task A_call_waits_for_the_running_tick()
    {
        var grain = Grain<ITimerGrain>();
        await grain.Start(new("held", Never, Never, Gate: "tick"));
        await grain.Start(new("interleaving", Short, Short, Interleave: true));
        await grain.Change("held", TimeSpan.Zero, Never);
        await Probe.Noted("interleaving", times: 5);

        var call = grain.Pass("call");
        Probe.Open("call");
        Probe.Open("tick");

        await call.Within("the call");
        Assert.Equal(["held", "call in"], Probe.Notes.Where(note => note is "held" or "call in"));
    }

    [Fact]
    public async Task Ticks_never_overlap_however_late_they_are()
    {
        var grain = Grain<ITimerGrain>();
        await grain.Start(new("held", Short, TimeSpan.FromMilliseconds(1), Gate: "tick"));
        await grain.Start(new("other", Short, Short, Interleave: true));
        await Probe.Noted("other", times: 20);

        Probe.Open("tick");

        await Probe.Noted("held", times: 5);
        Assert.DoesNotContain("ticks at once", Probe.Notes);
    }

    [Fact]
    public async Task A_disposed_timer_ticks_no_more()
    {
        var grain = Grain<ITimerGrain>();
        await grain.Start(new("stopping", Short, Short));
        await Probe.Noted("stopping");
        await grain.Dispose("stopping");
        await grain.Start(new("often", Short, Short));

        await Probe.Noted("often", times: 10);
        Assert.DoesNotContain("stopping", Probe.Notes.SkipWhile(note => note != "stopping stopped"));
    }

    [Fact]
    public async Task Timers_end_with_their_activation()
    {
        var grain = Grain<ITimerGrain>();
        await grain.Start(new("old", Short, Short));
        await Probe.Noted("old");
        await grain.Retire();
        await grain.Start(new("new", Short, Short));
        var before = Probe.Count("old");

        await Probe.Noted("new", times: 10);
        Assert.Equal(before, Probe.Count("old"));
    }
}
