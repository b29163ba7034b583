using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.LiveStreams.Subscribing;

namespace OrleansRealtime.Tests.LiveStreams;

/// <summary>Several subscribing processes, those that die and those that are not what they say.</summary>
public class ProcessesTests(LiveStreamFixture fixture) : LiveStreamTestsBase(fixture)
{
    [Fact]
    public async Task A_process_that_was_killed_and_started_again_is_another_one_and_the_old_lease_ends()
    {
        var killed = new Process(Fixture);
        await killed.SubscribeAsync(Stream.StreamId, new RecordingObserver());
        killed.Dispose();

        using var started = new Process(Fixture);
        var observer = new HeadObserver();
        await started.SubscribeAsync(Stream.StreamId, observer);
        await Ticker.Publish(1);
        Assert.Equal(1, await observer.TickAsync());
        Assert.Equal(2, await Ticker.Subscribers());

        // One head for the join, and then one per interval, of which the first may be short.
        for (var head = 1; head <= 6; head++) await PassTimeUntil(observer.HeadAsync(), "a renewal");
        await Ticker.Publish(2);
        Assert.Equal(1, await Ticker.Subscribers());
        Assert.Equal(2, await observer.TickAsync());
        Assert.False(observer.HasGaps);
    }

    [Fact]
    public async Task Two_processes_with_one_id_miss_nothing_for_longer_than_an_interval()
    {
        using var first = new Process(Fixture);
        using var second = new Process(Fixture, first.Id);
        var (observer, other) = (new RecordingObserver(), new RecordingObserver());
        await first.SubscribeAsync(Stream.StreamId, observer);
        var unsubscribe = await second.SubscribeAsync(Stream.StreamId, other);
        Assert.Equal(1, await Ticker.Subscribers());

        // The lease is both's, the sink is the second one's: the first finds out at its renewal, each time.
        for (var number = 1; number <= 2; number++)
        {
            await Ticker.Publish(number);
            Assert.Equal(number, await other.TickAsync());
            var gap = await PassTimeUntil(observer.GapAsync(), "the first one's renewal");
            Assert.Equal((LiveGapKind.Lost, number, number), (gap.Kind, gap.From, gap.To));
        }

        // One that leaves takes the other's lease along, which joins again.
        var repairs = Counters["repairs"];
        await unsubscribe();
        await PassTimeUntil(JoinedAgainAsync(), "the first one to join again");
        await Ticker.Publish(3);
        Assert.Equal(3, await observer.TickAsync());
        Assert.False(other.HasTicks);

        async Task<bool> JoinedAgainAsync()
        {
            await Counters.ReachesAsync("repairs", repairs + 1);
            return true;
        }
    }

    [Fact]
    public async Task A_leave_that_was_not_answered_and_arrives_late_ends_no_lease_that_was_taken_since()
    {
        using var process = new Process(Fixture);
        var unsubscribe = await process.SubscribeAsync(Stream.StreamId, new RecordingObserver());
        var arrival = Waiting.Signal();
        Faults.LeavesArrive = arrival.Task;
        var left = unsubscribe();
        var patience = new LiveStreamOptions().CallTimeout;
        await Time.TimerSetAsync(patience, "the process to wait for the leave's answer");
        Time.Advance(patience);
        await left.Within("the end of the wait");
        var observer = new RecordingObserver();
        await process.SubscribeAsync(Stream.StreamId, observer);

        arrival.SetResult();
        await Faults.LeaveArrived.Task.Within("the leave");

        Assert.Equal(1, await Ticker.Subscribers());
        await Ticker.Publish(1);
        Assert.Equal(1, await observer.TickAsync());
    }

    [Fact]
    public async Task A_renewal_of_a_process_that_never_joined_is_not_known_and_subscribes_nobody()
    {
        var lease = await Publisher.Renew("live", Stream.StreamId, new("stranger"));
        await Ticker.Publish(1);

        Assert.False(lease.Known);
        Assert.Equal(0, await Ticker.Subscribers());
        Assert.Equal(0, Counters["pushed"]);
        await Publisher.Leave("live", Stream.StreamId, new("stranger"));
    }

    [Fact]
    public async Task A_call_about_another_grains_stream_is_refused_and_changes_nothing()
    {
        var observer = await SubscribeAsync();
        var strange = StreamId.Create("tick", "spec/stranger");

        await Assert.ThrowsAsync<ArgumentException>(() => Publisher.Join("live", strange, new("stranger"), null!));
        await Assert.ThrowsAsync<ArgumentException>(() => Publisher.Renew("live", strange, new("stranger")));
        await Assert.ThrowsAsync<ArgumentException>(() => Publisher.Leave("live", strange, new("stranger")));

        await Ticker.Publish(1);
        Assert.Equal(1, await observer.TickAsync());
        Assert.Equal(1, await Ticker.Subscribers());
    }

    [Fact]
    public async Task What_arrives_for_nobody_and_calls_that_fail_are_counted()
    {
        var observer = await SubscribeAsync(new HeadObserver());
        await observer.HeadAsync();
        var sink = new LiveSink(Fixture.Silo.Services.GetRequiredKeyedService<LiveSubscriptions>("live"));
        await sink.Push(new(StreamId.Create("tick", "spec/left"), "epoch", 1, ["late"]));
        Faults.FailCalls(2);
        await PassTimeUntil(observer.HeadAsync(), "a renewal that succeeds");

        Assert.Equal(1, Counters["dropped:not_subscribed"]);
        Assert.Equal(2, Counters["failures:renewal"]);
        Assert.Equal(1, Counters["repairs"]);
        await PassTimeUntil(observer.HeadAsync(), "a renewal that prolongs the lease");
        await Counters.ReachesAsync("renewals", 1);
    }

    /// <summary>A subscribing process beside that of the test's silo, as far as an owner can tell. Disposed, it has died: it says nothing more
    /// and leaves nothing.</summary>
    private sealed class Process : IDisposable
    {
        private readonly LiveSubscriptions _subscriptions;

        public Process(LiveStreamFixture fixture, LiveSinkId? id = null)
        {
            var services = fixture.Silo.Services;
            _subscriptions = new(
                "live",
                services.GetRequiredService<IOptionsMonitor<LiveStreamOptions>>().Get("live"),
                services.GetRequiredKeyedService<LiveStreamMetrics>("live"),
                services.GetRequiredService<IGrainFactory>(),
                fixture.Time,
                NullLogger<LiveSubscriptions>.Instance)
            { SinkId = id ?? LiveSinkId.New() };
        }

        public LiveSinkId Id => _subscriptions.SinkId;

        /// <returns>Ends the subscription.</returns>
        public async Task<Func<Task>> SubscribeAsync(StreamId stream, RecordingObserver observer)
        {
            var local = new SingleItemObserver<Tick>(observer);
            await _subscriptions.SubscribeAsync(stream, local).Within("a subscription");
            return () => _subscriptions.UnsubscribeAsync(stream, local);
        }

        public void Dispose() => _subscriptions.Dispose();
    }
}
