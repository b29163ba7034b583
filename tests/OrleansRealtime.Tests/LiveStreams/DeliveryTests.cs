using Orleans.Streams;
using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Tests.LiveStreams;

/// <summary>When nothing goes wrong.</summary>
public class DeliveryTests(LiveStreamFixture fixture) : LiveStreamTestsBase(fixture)
{
    [Fact]
    public async Task What_the_owner_publishes_reaches_a_subscriber()
    {
        var observer = await SubscribeAsync();

        await Ticker.Publish(7);

        Assert.Equal(7, await observer.TickAsync());
    }

    [Fact]
    public async Task Events_arrive_in_order_each_with_its_number()
    {
        var observer = await SubscribeAsync();

        for (var number = 1; number <= 500; number++) await Ticker.Publish(number);

        Assert.Equal(Enumerable.Range(1, 500), await observer.TicksAsync(500));
        Assert.Equal(Enumerable.Range(1, 500).Select(number => (long)number), observer.Sequences);
    }

    [Fact]
    public async Task What_was_published_before_is_not_delivered()
    {
        await Ticker.Publish(1);
        var observer = await SubscribeAsync();

        await Ticker.Publish(2);

        Assert.Equal(2, await observer.TickAsync());
        Assert.Equal([2], observer.Sequences);
    }

    [Fact]
    public async Task Events_that_are_ready_together_travel_together()
    {
        var pushes = new List<int>();
        Faults.Copies = batch =>
        {
            lock (pushes) pushes.Add(batch.Items.Length);
            return 1;
        };
        var observer = await SubscribeAsync();

        await Ticker.PublishBatch(1, 600);

        Assert.Equal(Enumerable.Range(1, 600), await observer.TicksAsync(600));
        Assert.Equal([256, 256, 88], pushes);
    }

    [Fact]
    public async Task A_batch_observer_takes_a_batch_in_one_call()
    {
        var observer = new BatchRecorder();
        var handle = await Stream.SubscribeAsync(observer);

        await Ticker.PublishBatch(1, 10);

        var batch = await observer.First.Within("a batch");

        Assert.Equal(Enumerable.Range(1, 10), batch);
        await handle.UnsubscribeAsync();
    }

    [Fact]
    public async Task Where_nobody_subscribes_nothing_is_sent()
    {
        await Ticker.Publish(1);

        Assert.Equal((1, 0), (Counters["published"], Counters["pushed"]));
    }

    [Fact]
    public async Task Observers_of_one_process_share_one_lease_and_one_push()
    {
        var first = await SubscribeAsync();
        var second = await SubscribeAsync();

        await Ticker.Publish(1);

        Assert.Equal((1, 1), (await first.TickAsync(), await second.TickAsync()));
        Assert.Equal(1, await Ticker.Subscribers());
        Assert.Equal(1, Counters["pushed"]);
    }

    [Fact]
    public async Task An_observer_that_throws_stops_neither_the_others_nor_itself()
    {
        var throws = await SubscribeAsync();
        throws.OnTick = number => number == 1 ? throw new InvalidOperationException("Thrown by the test.") : Task.CompletedTask;
        var other = await SubscribeAsync();

        await Ticker.Publish(1);
        await Ticker.Publish(2);

        Assert.Equal((int[])[1, 2], await other.TicksAsync(2));
        Assert.Equal(2, await throws.TickAsync());
        Assert.Equal(1, Counters["failures"]);
    }

    [Fact]
    public async Task A_slow_observer_holds_up_no_other_stream_and_no_publisher()
    {
        var gate = new TaskCompletionSource();
        var slow = await SubscribeAsync();
        slow.OnTick = _ => gate.Task;
        await Ticker.Publish(1);

        var other = new RecordingObserver();
        var handle = await StreamOf("tick", Key + "/other").SubscribeAsync(other);
        await Fixture.Silo.Grains.GetGrain<ITicker>(Key + "/other").Publish(2);

        Assert.Equal(2, await other.TickAsync());
        Assert.False(slow.HasTicks);
        gate.SetResult();
        Assert.Equal(1, await slow.TickAsync());
        await handle.UnsubscribeAsync();
    }

    [Fact]
    public async Task Only_the_owner_publishes()
    {
        var outside = await Assert.ThrowsAsync<InvalidOperationException>(() => Stream.OnNextAsync(new(1)));
        var stranger = await Assert.ThrowsAsync<InvalidOperationException>(() => Ticker.PublishTo("spec/stranger"));

        Assert.Contains("Only the grain that owns live stream", outside.Message, StringComparison.Ordinal);
        Assert.Contains("Only the grain that owns live stream", stranger.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grains_do_not_subscribe()
    {
        var refused = await Assert.ThrowsAsync<NotSupportedException>(Ticker.Subscribe);

        Assert.Contains("is for processes to subscribe to", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await Stream.GetAllSubscriptionHandles());
    }

    [Fact]
    public async Task What_a_live_stream_does_not_do_it_says_and_what_to_do_instead()
    {
        var observer = new RecordingObserver();

        var end = await Assert.ThrowsAsync<NotSupportedException>(Stream.OnCompletedAsync);
        var error = await Assert.ThrowsAsync<NotSupportedException>(() => Stream.OnErrorAsync(new TimeoutException()));
        var filter = await Assert.ThrowsAsync<NotSupportedException>(() => Stream.SubscribeAsync(observer, null, "filter"));
        var rewind = await Assert.ThrowsAsync<NotSupportedException>(() => Stream.SubscribeAsync(observer, new LiveSequenceToken(1)));

        Assert.All([end, error, filter, rewind], refused => Assert.Contains(": ", refused.Message, StringComparison.Ordinal));
        Assert.Empty(await Stream.GetAllSubscriptionHandles());
    }

    private sealed class BatchRecorder : IAsyncBatchObserver<Tick>
    {
        private readonly TaskCompletionSource<int[]> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<int[]> First => _first.Task;

        public Task OnNextAsync(IList<SequentialItem<Tick>> items)
        {
            Assert.Equal(new LiveSequenceToken(1), items[0].Token);
            _first.TrySetResult([.. items.Select(item => item.Item.Number)]);
            return Task.CompletedTask;
        }

        public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
    }
}
