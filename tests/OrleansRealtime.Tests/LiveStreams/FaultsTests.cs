using Orleans.Streams;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.LiveStreams.Subscribing;

namespace OrleansRealtime.Tests.LiveStreams;

/// <summary>What takes its time on the way, and everything that can go wrong on the way together.</summary>
public class FaultsTests(LiveStreamFixture fixture) : LiveStreamTestsBase(fixture)
{
    private static readonly TimeSpan Brief = ReorderBuffer.HoldFor / 2;
    private static readonly TimeSpan Long = 4 * ReorderBuffer.HoldFor;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Fact]
    public async Task An_event_that_is_a_little_late_is_waited_for()
    {
        var observer = await SubscribeAsync();
        Faults.Delay = batch => batch.First == 2 ? Brief : TimeSpan.Zero;

        for (var number = 1; number <= 3; number++) await Ticker.Publish(number);
        await Time.TimerSetAsync(ReorderBuffer.HoldFor, "the third event, which came before the second");

        Assert.Equal(1, await observer.TickAsync());
        // No further: the second is pushed by whichever thread comes to it, and the time that it is waited for stands still meanwhile.
        Time.Advance(Brief);
        Assert.Equal((int[])[2, 3], await observer.TicksAsync(2));
        Assert.False(observer.HasGaps);
    }

    [Fact]
    public async Task An_event_that_is_too_late_was_told_as_a_gap_and_is_not_delivered_any_more()
    {
        var observer = await SubscribeAsync();
        Faults.Delay = batch => batch.First == 2 ? Long : TimeSpan.Zero;

        for (var number = 1; number <= 3; number++) await Ticker.Publish(number);
        await Time.TimerSetAsync(ReorderBuffer.HoldFor, "the third event, which came before the second");

        Time.Advance(ReorderBuffer.HoldFor + TimeSpan.FromMilliseconds(1));
        Assert.Equal((int[])[1, 3], await observer.TicksAsync(2));
        Assert.Equal((2, 2), ((await observer.GapAsync()).From, (await PassTimeUntil(LateAsync(), "the second event"))));
        Assert.Equal([1, 3], observer.Sequences);

        async Task<int> LateAsync()
        {
            await Counters.ReachesAsync("dropped:late", 1);
            return 2;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_goes_wrong_on_the_way_each_event_is_delivered_in_its_order_or_told_as_missing_and_neither_twice(int seed)
    {
        const int Events = 40;
        var ledger = await SubscribeAsync(new Ledger(Events));
        Faults.Copies = batch => Fate(batch) switch
        {
            0 => 0,
            1 => 2,
            _ => 1,
        };
        Faults.Delay = batch => Fate(batch) switch
        {
            2 => Brief,
            3 => Long,
            _ => TimeSpan.Zero,
        };
        Faults.IsOvertaken = batch => Fate(batch) == 4;
        Faults.PushThrows = batch => Fate(batch) == 5;

        for (var number = 1; number <= Events; number++)
        {
            await Ticker.Publish(number);
            Time.Advance(TimeSpan.FromMilliseconds(5));
        }

        await Time.RunUntilAsync(ledger.Complete, LiveStreamFixture.Interval, $"the end of {ledger}");
        Assert.Null(ledger.Mistake);

        // The batch's own, however often it is asked for.
        int Fate(LiveBatch batch) => new Random((seed * 1_000) + (int)batch.First).Next(10);
    }

    /// <summary>Expects that what it is told leads from one event to the next, without a hole and without going back.</summary>
    private sealed class Ledger(long last) : RecordingObserver, IAsyncObserver<Tick>
    {
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<string> _entries = [];
        private long _at;

        public Task Complete => _complete.Task;

        public string? Mistake { get; private set; }

        Task IAsyncObserver<Tick>.OnNextAsync(Tick item, StreamSequenceToken? token)
        {
            Take($"{item.Number}", token!.SequenceNumber, token.SequenceNumber);
            return Task.CompletedTask;
        }

        Task IAsyncObserver<Tick>.OnErrorAsync(Exception ex)
        {
            var gap = Assert.IsType<LiveStreamGapException>(ex).Gap;
            Take($"({gap.From}-{gap.To})", gap.From, gap.To);
            return Task.CompletedTask;
        }

        public override string ToString() => string.Join(' ', _entries);

        private void Take(string entry, long from, long to)
        {
            _entries.Add(entry);
            if (from != _at + 1 || to < from) Mistake ??= ToString();
            _at = to;
            if (_at >= last) _complete.TrySetResult();
        }
    }
}
