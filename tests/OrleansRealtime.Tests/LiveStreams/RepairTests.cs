using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.LiveStreams.Subscribing;

namespace OrleansRealtime.Tests.LiveStreams;

/// <summary>When something goes wrong on the way, or an owner or a process is lost.</summary>
public class RepairTests(LiveStreamFixture fixture) : LiveStreamTestsBase(fixture)
{
    [Fact]
    public async Task The_owners_head_is_told_after_subscribing_and_after_each_renewal()
    {
        var observer = await SubscribeAsync(new HeadObserver());
        Assert.Equal("at 0", await observer.HeadAsync());

        await Ticker.Publish(5);
        Assert.Equal(5, await observer.TickAsync());

        var joined = Time.Now;
        await Time.RunUntilAsync(Faults.NextCall, LiveStreamFixture.Interval, "the first renewal");
        Assert.InRange(Time.Now - joined, TimeSpan.Zero, LiveStreamFixture.Interval + TimeSpan.FromMilliseconds(10));
        Assert.Equal("at 5", await observer.HeadAsync());
        Assert.Equal("at 5", await PassTimeUntil(observer.HeadAsync(), "the second renewal"));
    }

    [Fact]
    public async Task Every_observer_that_wants_the_head_is_told_it_at_once()
    {
        await SubscribeAsync();
        await Ticker.Publish(5);

        var second = await SubscribeAsync(new HeadObserver());

        Assert.Equal("at 5", await second.HeadAsync());
    }

    [Fact]
    public async Task A_lost_event_is_noticed_at_the_next_one()
    {
        var observer = await SubscribeAsync();
        Faults.Copies = batch => batch.First == 2 ? 0 : 1;

        for (var number = 1; number <= 3; number++) await Ticker.Publish(number);
        await Time.TimerSetAsync(ReorderBuffer.HoldFor, "the third event, which came before the second");

        Assert.Equal((int[])[1, 3], await PassTimeUntil(observer.TicksAsync(2), "the third event, given up waiting for the second"));
        var gap = await observer.GapAsync();
        Assert.Equal((LiveGapKind.Lost, 2, 2), (gap.Kind, gap.From, gap.To));
        Assert.Equal(1, Counters["gaps"]);
    }

    [Fact]
    public async Task The_last_event_of_all_when_lost_is_noticed_by_renewal()
    {
        var observer = await SubscribeAsync();
        Faults.Copies = _ => 0;
        await Ticker.Publish(1);
        var lost = Time.Now;

        await NextCallAsync();
        await SecondLookAsync();
        var gap = await observer.GapAsync();

        Assert.Equal((LiveGapKind.Lost, 1, 1), (gap.Kind, gap.From, gap.To));
        Assert.InRange(Time.Now - lost, TimeSpan.Zero, LiveStreamFixture.Interval);
    }

    [Fact]
    public async Task A_doubled_event_is_delivered_once()
    {
        var observer = await SubscribeAsync();
        Faults.Copies = _ => 2;

        await Ticker.Publish(1);
        await Ticker.Publish(2);
        await Counters.ReachesAsync("dropped:late", 2);

        Assert.Equal([1, 2], observer.Sequences);
        Assert.False(observer.HasGaps);
    }

    [Fact]
    public async Task Events_that_change_places_on_the_way_are_delivered_in_order()
    {
        var observer = await SubscribeAsync();
        Faults.IsOvertaken = batch => batch.First is 1 or 3 or 4;

        for (var number = 1; number <= 5; number++) await Ticker.Publish(number);

        Assert.Equal(Enumerable.Range(1, 5), await observer.TicksAsync(5));
        Assert.False(observer.HasGaps);
    }

    [Fact]
    public async Task A_push_that_fails_harms_neither_the_publisher_nor_the_lease()
    {
        var observer = await SubscribeAsync();
        Faults.PushThrows = batch => batch.First == 1;
        await Ticker.Publish(1);
        await Ticker.Publish(2);
        await Time.TimerSetAsync(ReorderBuffer.HoldFor, "the second event, which came before the first");

        Assert.Equal(2, await PassTimeUntil(observer.TickAsync(), "the second event"));
        Assert.Equal(1, (await observer.GapAsync()).From);
        Assert.Equal(1, Counters["dropped:send_failed"]);
    }

    [Fact]
    public async Task An_owner_that_goes_away_tells_its_subscribers_who_find_the_next_activation()
    {
        var observer = await SubscribeAsync(new HeadObserver());
        await observer.HeadAsync();
        var before = await Ticker.Epoch();

        await Ticker.Deactivate();
        await PassTimeUntil(observer.HeadAsync(), "the next activation's head");

        Assert.NotEqual(before, await Ticker.Epoch());
        await Ticker.Publish(3);
        Assert.Equal(3, await observer.TickAsync());
        Assert.False(observer.HasGaps);
        Assert.Equal(1, Counters["repairs"]);
    }

    [Fact]
    public async Task An_owner_that_vanished_is_noticed_by_renewal()
    {
        var observer = await SubscribeAsync();
        var before = await Ticker.Epoch();

        await Ticker.Vanish();
        var lost = Time.Now;

        await NextCallAsync();
        var gap = await observer.GapAsync();

        Assert.Equal(LiveGapKind.OwnerChanged, gap.Kind);
        Assert.NotEqual(before, gap.Epoch);
        Assert.InRange(Time.Now - lost, TimeSpan.Zero, LiveStreamFixture.Interval);
        await Ticker.Publish(3);
        Assert.Equal(3, await observer.TickAsync());
    }

    [Fact]
    public async Task A_lease_is_prolonged_while_the_owner_is_busy()
    {
        var observer = await SubscribeAsync(new HeadObserver());
        await observer.HeadAsync();
        var busy = Ticker.BeBusy();

        Assert.Equal("at 0", await PassTimeUntil(observer.HeadAsync(), "a renewal"));

        Assert.False(busy.IsCompleted);
        await Ticker.CallOff();
        await busy;
    }

    [Fact]
    public async Task A_process_that_the_owner_wrongly_dropped_joins_again()
    {
        var observer = await SubscribeAsync();
        await Publisher.Leave("live", Stream.StreamId, SinkId);
        await Ticker.Publish(1);
        var lost = Time.Now;

        await NextCallAsync();
        await SecondLookAsync();
        var gap = await observer.GapAsync();

        Assert.Equal((LiveGapKind.Lost, 1, 1), (gap.Kind, gap.From, gap.To));
        Assert.InRange(Time.Now - lost, TimeSpan.Zero, LiveStreamFixture.Interval);
        await Ticker.Publish(2);
        Assert.Equal(2, await observer.TickAsync());
    }

    [Fact]
    public async Task Failing_renewals_are_tried_again_until_the_owner_answers()
    {
        var observer = await SubscribeAsync(new HeadObserver());
        await observer.HeadAsync();
        Faults.FailCalls(5);

        await PassTimeUntil(observer.HeadAsync(), "the owner to answer again");

        await Ticker.Publish(1);
        Assert.Equal(1, await observer.TickAsync());
        Assert.False(observer.HasGaps);
    }

    [Fact]
    public async Task A_renewal_that_is_not_answered_is_given_up_and_tried_again()
    {
        var observer = await SubscribeAsync(new HeadObserver());
        await observer.HeadAsync();
        Faults.CallsHang = true;
        await Time.RunUntilAsync(Faults.NextCall, LiveStreamFixture.Interval, "the renewal to arrive");
        var timeLimit = new LiveStreamOptions().CallTimeout;
        await Time.TimerSetAsync(timeLimit, "the renewal's time limit to run");
        Faults.CallsHang = false;
        Time.Advance(timeLimit);

        Assert.Equal("at 0", await PassTimeUntil(observer.HeadAsync(), "the owner to answer again"));
    }

    [Fact]
    public async Task No_more_renewals_are_under_way_than_allowed_and_all_streams_are_renewed_in_the_end()
    {
        await using var silo = await TestSilo.StartAsync(services =>
            Fixture.AddTo(services, options => options.MaxConcurrentCalls = 2));
        var streams = silo.Services.GetRequiredService<IClusterClient>().GetStreamProvider("live");
        var observers = Enumerable.Range(0, 5).Select(_ => new HeadObserver()).ToArray();
        foreach (var (i, observer) in observers.Index())
        {
            await streams.GetStream<Tick>("tick", $"{Key}/{i}").SubscribeAsync(observer);
            await observer.HeadAsync();
        }

        Faults.CallsHang = true;
        Time.Advance(LiveStreamFixture.Interval + TimeSpan.FromMilliseconds(10));
        await Faults.CallsWaiting(2).Within("two renewals to be under way");
        Assert.Equal(2, Faults.Waiting);
        Faults.Clear();

        foreach (var observer in observers) await PassTimeUntil(observer.HeadAsync(), "every stream's renewal");
    }

    /// <summary>Moves the time to the next join or renewal, and no further.</summary>
    private Task NextCallAsync() => Time.RunUntilAsync(Faults.NextCall, LiveStreamFixture.Interval, "the next renewal");

    /// <summary>Moves the time to the call that proves what the last one suspected.</summary>
    private async Task SecondLookAsync()
    {
        await Time.TimerSetAsync(RenewalPace.Recheck, "the suspicion");
        Time.Advance(RenewalPace.Recheck);
    }

    private LiveSinkId SinkId => Fixture.Silo.Services.GetRequiredKeyedService<LiveSubscriptions>("live").SinkId;
}
