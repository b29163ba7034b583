using Microsoft.Extensions.Time.Testing;
using OrleansRealtime.Grains.Outbox;

namespace OrleansRealtime.Tests.Grains.Outbox;

public sealed class DeliveryLimitTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly DeliveryLimit _limit;
    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource> _begun = [];

    public DeliveryLimitTests() => _limit = new(_time);

    [Fact]
    public async Task So_many_are_delivered_at_once_and_each_that_ends_lets_the_next_begin()
    {
        var deliveries = Begin(DeliveryLimit.AtOnce + 2);
        Assert.Equal(DeliveryLimit.AtOnce, Begun);

        _begun[0].SetResult();
        await deliveries[0].Within("the first");
        await BegunAsync(DeliveryLimit.AtOnce + 1);
        // The next in its order, which is not the last.
        Assert.False(deliveries[^1].IsCompleted);
        _begun[^1].SetResult();
        await deliveries[^2].Within("the one that waited longest");
        await BegunAsync(DeliveryLimit.AtOnce + 2);
        Assert.False(deliveries[^1].IsCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_fails_says_so_and_leaves_its_turn(bool atOnce)
    {
        var before = Begin(DeliveryLimit.AtOnce - 1);

        var failing = _limit.RunAsync(() => atOnce ? throw new InvalidOperationException("Cannot be told.") : Task.FromException(new InvalidOperationException("Cannot be told.")), Stop);

        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        Begin(1);
        await BegunAsync(before.Count + 1);
    }

    [Fact]
    public async Task Those_that_hang_keep_nobody_waiting_for_long_and_may_still_end()
    {
        var deliveries = Begin(DeliveryLimit.AtOnce + 1);

        _time.Advance(DeliveryLimit.Longest);
        await BegunAsync(DeliveryLimit.AtOnce + 1);

        Assert.False(deliveries[0].IsCompleted);
        _begun[0].SetResult();
        await deliveries[0].Within("one that hung");
        _begun[1].SetException(new TimeoutException("Its own."));
        await Assert.ThrowsAsync<TimeoutException>(() => deliveries[1]);
    }

    [Fact]
    public async Task Who_is_stopped_while_it_waits_never_begins()
    {
        Begin(DeliveryLimit.AtOnce);
        using var stop = new CancellationTokenSource();
        var waiting = _limit.RunAsync(() => throw new InvalidOperationException("It began."), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _begun[0].SetResult();
        Begin(1);
        await BegunAsync(DeliveryLimit.AtOnce + 1);
    }

    public void Dispose() => _limit.Dispose();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private int Begun
    {
        get
        {
            lock (_gate) return _begun.Count;
        }
    }

    private Task<int> BegunAsync(int count) => Waiting.UntilAsync(() => Task.FromResult(Begun), begun => begun == count, $"{count} to begin");

    private List<Task> Begin(int count) => [.. Enumerable.Range(0, count).Select(_ => _limit.RunAsync(DeliverAsync, Stop))];

    private Task DeliverAsync()
    {
        var delivery = Waiting.Signal();
        lock (_gate) _begun.Add(delivery);
        return delivery.Task;
    }
}
