using OrleansRealtime.LiveStreams;
using OrleansRealtime.LiveStreams.Subscribing;

namespace OrleansRealtime.Tests.LiveStreams;

public class LiveMailboxTests
{
    private readonly GatedReceiver _receiver = new();

    [Fact]
    public async Task What_was_put_in_comes_out_in_order_and_one_at_a_time()
    {
        var mailbox = new LiveMailbox(limit: 100, new(100), _receiver);
        _receiver.Gate.SetResult();

        for (var i = 0; i < 30; i++)
        {
            Assert.True(mailbox.TryPost(Batch(first: i, count: 1)));
            mailbox.Post(Lease(i));
        }

        await _receiver.Reaches(60);
        Assert.Equal(Enumerable.Range(0, 30).SelectMany(i => new[] { $"batch {i}", $"lease {i}" }), _receiver.Seen);
        Assert.Equal(1, _receiver.MostAtOnce);
    }

    [Fact]
    public async Task What_exceeds_the_bound_is_dropped_and_told_after_what_came_before()
    {
        var budget = new QueueBudget(100);
        var mailbox = new LiveMailbox(limit: 10, budget, _receiver);

        Assert.True(mailbox.TryPost(Batch(first: 1, count: 4)));
        Assert.True(mailbox.TryPost(Batch(first: 5, count: 6)));
        Assert.False(mailbox.TryPost(Batch(first: 11, count: 1)));
        Assert.False(mailbox.TryPost(Batch(first: 12, count: 3)));
        Assert.Equal(10, budget.Used);
        _receiver.Gate.SetResult();

        await _receiver.Reaches(3);
        Assert.Equal(["batch 1", "batch 5", "dropped to 14"], _receiver.Seen);
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public void Streams_share_the_bound_of_the_process()
    {
        var budget = new QueueBudget(10);
        var one = new LiveMailbox(limit: 10, budget, _receiver);
        var other = new LiveMailbox(limit: 10, budget, new GatedReceiver());

        Assert.True(one.TryPost(Batch(first: 1, count: 8)));
        Assert.False(other.TryPost(Batch(first: 1, count: 3)));
        Assert.True(other.TryPost(Batch(first: 1, count: 2)));
    }

    [Fact]
    public async Task A_batch_longer_than_the_bound_passes_when_nothing_else_waits()
    {
        var mailbox = new LiveMailbox(limit: 2, new(100), _receiver);
        _receiver.Gate.SetResult();

        Assert.True(mailbox.TryPost(Batch(first: 1, count: 5)));

        await _receiver.Reaches(1);
    }

    private static LiveBatch Batch(long first, int count) =>
        new(StreamId.Create("tick", "1"), "epoch", first, [.. Enumerable.Repeat<object>("event", count)]);

    private static LiveLease Lease(long sequence) => new(true, "epoch", sequence, "head", TimeSpan.FromSeconds(1));

    private sealed class GatedReceiver : LiveMailbox.IReceiver
    {
        private readonly List<string> _seen = [];
        private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
        private int _atOnce;

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int MostAtOnce { get; private set; }

        public IReadOnlyList<string> Seen
        {
            get
            {
                lock (_seen) return [.. _seen];
            }
        }

        public Task Reaches(int count)
        {
            lock (_seen)
            {
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_seen.Count >= count) reached.SetResult();
                else _waiting.Add((count, reached));
                return reached.Task.Within($"{count} entries");
            }
        }

        public void OnObserver(LocalObserver observer) => throw new NotSupportedException();

        public Task OnBatchAsync(LiveBatch batch) => SeeAsync($"batch {batch.First}");

        public Task OnLeaseAsync(LiveLease lease) => SeeAsync($"lease {lease.Sequence}");

        public Task OnHeldTooLongAsync() => SeeAsync("held too long");

        public Task OnDroppedAsync(LiveBatch last) => SeeAsync($"dropped to {last.Last}");

        private async Task SeeAsync(string what)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _atOnce));
            await Gate.Task;
            await Task.Yield();
            Interlocked.Decrement(ref _atOnce);
            lock (_seen)
            {
                _seen.Add(what);
                foreach (var (count, reached) in _waiting)
                {
                    if (_seen.Count >= count) reached.TrySetResult();
                }
            }
        }
    }
}
