using System.Runtime.CompilerServices;

namespace OrleansRealtime.Tests.Engines;

/// <summary>Observers: objects outside the grains that grains call.</summary>
public sealed class ObserversSpecification(EngineFixture fixture) : EngineSpecification(fixture)
{
    [Fact]
    public async Task A_grain_calls_an_observer_and_gets_its_answer()
    {
        var observer = new Observer(Probe);
        var grain = await WatchedBy(observer);

        await grain.Say("heard");
        await grain.Give("taken");
        await grain.PushAll("pushed");

        Assert.Equal(42, await grain.AskAll(21));
        await Probe.Noted("pushed");
        Assert.Equal(["heard", "taken", "pushed", "asked"], Probe.Notes);
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task An_observer_takes_its_calls_one_at_a_time_and_in_order()
    {
        var observer = new Observer(Probe);
        var grain = await WatchedBy(observer);
        await grain.PushAll("gate");
        for (var i = 0; i < 20; i++)
        {
            await grain.PushAll($"push {i}");
        }

        await Probe.Noted("gate");
        Probe.Open("gate");
        await Probe.Noted("push 19");

        Assert.Equal(["gate", "gate passed", .. Enumerable.Range(0, 20).Select(i => $"push {i}")], Probe.Notes);
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task One_observer_does_not_wait_for_another()
    {
        var (slow, quick) = (new Observer(Probe), new Observer(Fixture.Probes[Key + " quick"]));
        var grain = await WatchedBy(slow);
        await WatchedBy(quick);
        await grain.PushAll("gate");
        Fixture.Probes[Key + " quick"].Open("gate");

        await grain.PushAll("push");

        await Fixture.Probes[Key + " quick"].Noted("push");
        await Probe.Noted("gate");
        Assert.Equal(["gate"], Probe.Notes);
        Probe.Open("gate");
        await Probe.Noted("push");
        GC.KeepAlive((slow, quick));
    }

    [Fact]
    public async Task References_to_an_observer_are_equal_wherever_they_went()
    {
        var observer = new Observer(Probe);
        var reference = Grains.CreateObjectReference<ISpecObserver>(observer);

        Assert.True(await Grain<IWatchedGrain>().Watch(reference));
        Assert.False(await Grain<IWatchedGrain>().Watch(reference));
        Assert.NotEqual(reference, Grains.CreateObjectReference<ISpecObserver>(observer));
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task An_observers_failure_reaches_the_grain_that_waits_for_it_and_no_other()
    {
        var observer = new Observer(Probe);
        var grain = await WatchedBy(observer);

        await grain.Say("fail");
        await grain.PushAll("fail");

        await Assert.ThrowsAsync<SpecException>(() => grain.Give("fail"));
        Assert.Equal(4, await grain.AskAll(2));
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task An_observer_runs_outside_the_grains_turns()
    {
        var observer = new Observer(Probe);
        var grain = await WatchedBy(observer);

        await grain.Give("where");

        Assert.Equal(["where", "on the thread pool"], Probe.Notes);
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task A_deleted_observer_cannot_be_called()
    {
        var observer = new Observer(Probe);
        var reference = Grains.CreateObjectReference<ISpecObserver>(observer);
        var grain = Grain<IWatchedGrain>();
        await grain.Watch(reference);

        Grains.DeleteObjectReference<ISpecObserver>(reference);

        await grain.Say("to nobody");
        await AssertUnreachable(grain);
        Assert.Empty(Probe.Notes);
        Assert.Throws<ArgumentException>(() => Grains.DeleteObjectReference<ISpecObserver>(reference));
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task An_observer_that_nobody_holds_cannot_be_called()
    {
        var grain = Grain<IWatchedGrain>();
        await grain.Watch(CreateAndForget());

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        await AssertUnreachable(grain);
    }

    [Fact]
    public void Only_an_object_is_made_an_observer_and_only_a_reference_is_deleted()
    {
        var observer = new Observer(Probe);
        var reference = Grains.CreateObjectReference<ISpecObserver>(observer);

        Assert.Throws<ArgumentException>(() => Grains.CreateObjectReference<ISpecObserver>(reference));
        Assert.Throws<ArgumentException>(() => Grains.DeleteObjectReference<ISpecObserver>(observer));
    }

    // An engine that knows that the observer is gone says so at once; one that does not lets the call time out.
    private static async Task AssertUnreachable(IWatchedGrain grain)
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => grain.AskAll(1).Within("the call of nobody"));
        Assert.True(exception is ClientNotAvailableException or TimeoutException { Message: not null }, exception.ToString());
    }

    private async Task<IWatchedGrain> WatchedBy(ISpecObserver observer)
    {
        var grain = Grain<IWatchedGrain>();
        await grain.Watch(Grains.CreateObjectReference<ISpecObserver>(observer));
        return grain;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ISpecObserver CreateAndForget() => Grains.CreateObjectReference<ISpecObserver>(new Observer(Probe));

    private sealed class Observer(Probe probe) : ISpecObserver
    {
        public void Hear(string text) => Act(text);

        public Task Take(string text)
        {
            Act(text);
            return Task.CompletedTask;
        }

        public Task<int> Ask(int number)
        {
            probe.Note("asked");
            return Task.FromResult(2 * number);
        }

        public async Task Push(string text)
        {
            Act(text);
            if (text == "gate")
            {
                await probe.Gate(text);
                probe.Note("gate passed");
            }
        }

        private void Act(string text)
        {
            probe.Note(text);
            if (text == "where")
            {
                probe.Note(TaskScheduler.Current == TaskScheduler.Default ? "on the thread pool" : "in the grain's turn");
            }

            if (text == "fail")
            {
                throw new SpecException("an observer fails");
            }
        }
    }
}
