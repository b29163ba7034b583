using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.LiveStreams.Subscribing;

namespace OrleansRealtime.Tests.LiveStreams;

/// <summary>Coming, going, and the bounds.</summary>
public class SubscribingTests(LiveStreamFixture fixture) : LiveStreamTestsBase(fixture)
{
    [Fact]
    public async Task The_last_observer_to_unsubscribe_leaves_the_stream()
    {
        var first = await Stream.SubscribeAsync(new RecordingObserver());
        var second = await Stream.SubscribeAsync(new RecordingObserver());

        await first.UnsubscribeAsync();
        Assert.Equal(1, await Ticker.Subscribers());

        await second.UnsubscribeAsync();
        Assert.Equal(0, await Ticker.Subscribers());
    }

    [Fact]
    public async Task After_unsubscribing_nothing_is_delivered_and_one_may_come_back()
    {
        var gone = new RecordingObserver();
        var handle = await Stream.SubscribeAsync(gone);
        await handle.UnsubscribeAsync();
        var back = await SubscribeAsync();

        await Ticker.Publish(1);

        Assert.Equal(1, await back.TickAsync());
        Assert.False(gone.HasTicks);
    }

    [Fact]
    public async Task Another_observer_can_take_over_a_subscription()
    {
        var before = new RecordingObserver();
        var after = new RecordingObserver();
        var handle = await Stream.SubscribeAsync(before);
        var resumed = await handle.ResumeAsync(after);

        await Ticker.Publish(1);

        Assert.Equal(1, await after.TickAsync());
        Assert.False(before.HasTicks);
        Assert.Equal(handle.HandleId, resumed.HandleId);
        Assert.Equal(resumed, Assert.Single(await Stream.GetAllSubscriptionHandles()));
        await Assert.ThrowsAsync<InvalidOperationException>(handle.UnsubscribeAsync);
        await resumed.UnsubscribeAsync();
    }

    [Fact]
    public async Task Subscribing_throws_when_the_owner_refuses_and_leaves_nothing_behind()
    {
        Faults.FailCalls(1);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Stream.SubscribeAsync(new RecordingObserver()));

        Assert.Empty(await Stream.GetAllSubscriptionHandles());
        var observer = await SubscribeAsync();
        await Ticker.Publish(1);
        Assert.Equal(1, await observer.TickAsync());
    }

    [Fact]
    public async Task Subscribing_throws_when_the_owner_does_not_answer_in_time()
    {
        Faults.CallsHang = true;

        var subscribing = Stream.SubscribeAsync(new RecordingObserver());

        await Assert.ThrowsAsync<TimeoutException>(() =>
            Time.RunUntilAsync(subscribing, step: new LiveStreamOptions().CallTimeout, "the subscription to time out"));
        Assert.Empty(await Stream.GetAllSubscriptionHandles());
    }

    [Fact]
    public void A_namespace_that_no_grain_owns_is_refused()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => StreamOf("tock", Key));

        Assert.Contains("'tock'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_takes_no_more_processes_than_its_bound()
    {
        var max = new LiveStreamOptions().MaxSubscribers;
        var sink = Fixture.Silo.Grains.CreateObjectReference<ILiveSink>(Strong);
        for (var i = 0; i < max; i++) await Publisher.Join("live", Stream.StreamId, new($"process-{i}"), sink);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Publisher.Join("live", Stream.StreamId, new("one more"), sink));

        Assert.Contains("MaxSubscribers", refused.Message, StringComparison.Ordinal);
        Assert.True((await Publisher.Renew("live", Stream.StreamId, new("process-0"))).Known);
    }

    [Fact]
    public async Task A_process_that_does_not_renew_is_pushed_to_until_its_lease_ends()
    {
        var sink = Fixture.Silo.Grains.CreateObjectReference<ILiveSink>(Strong);
        var lease = await Publisher.Join("live", Stream.StreamId, new("silent"), sink);

        Time.Advance(lease.Duration - TimeSpan.FromSeconds(0.1));
        await Ticker.Publish(1);
        Assert.Equal((1, 1), (Counters["pushed"], await Ticker.Subscribers()));

        Time.Advance(TimeSpan.FromSeconds(0.1));
        await Ticker.Publish(2);
        Assert.Equal((1, 0), (Counters["pushed"], await Ticker.Subscribers()));
    }

    [Fact]
    public async Task A_process_that_stops_leaves_all_its_streams()
    {
        await using var silo = await TestSilo.StartAsync(services => Fixture.AddTo(services, _ => { }));
        var ticker = silo.Grains.GetGrain<ITicker>(Key);
        var stream = silo.Services.GetRequiredService<IClusterClient>().GetStreamProvider("live").GetStream<Tick>(Stream.StreamId);
        using var counters = new Counters(silo.Services);
        await stream.SubscribeAsync(new RecordingObserver());
        Assert.Equal((1, 1, 1), (await ticker.Subscribers(), counters["leases"], counters["subscriptions"]));

        await silo.Services.GetRequiredKeyedService<LiveSubscriptions>("live").LeaveAllAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, 0, 0), (await ticker.Subscribers(), counters["leases"], counters["subscriptions"]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => stream.SubscribeAsync(new RecordingObserver()));
    }

    [Fact]
    public async Task What_an_observer_is_too_slow_for_is_dropped_past_the_bound_and_told_as_a_gap()
    {
        var limit = new LiveStreamOptions().StreamQueueLimit;
        var gate = new TaskCompletionSource();
        var slow = await SubscribeAsync();
        slow.OnTick = _ => gate.Task;

        await Ticker.PublishBatch(1, limit);
        await Ticker.PublishBatch(limit + 1, 100);
        await Counters.ReachesAsync("dropped:queue_full", 100);
        gate.SetResult();

        Assert.Equal(Enumerable.Range(1, limit), await slow.TicksAsync(limit));
        var gap = await slow.GapAsync();
        Assert.Equal((LiveGapKind.Lost, limit + 1, limit + 100), (gap.Kind, gap.From, gap.To));
        await Ticker.Publish(9999);
        Assert.Equal(9999, await slow.TickAsync());
        Assert.Equal(1, Counters["gaps"]);
    }

    // Orleans holds an observer weakly.
    private static readonly SilentSink Strong = new();

    private sealed class SilentSink : ILiveSink
    {
        public Task Push(LiveBatch batch) => Task.CompletedTask;

        public Task Renew(StreamId stream, string epoch) => Task.CompletedTask;
    }
}
