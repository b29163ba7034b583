using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OrleansRealtime.Contracts;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.Storage;

namespace OrleansRealtime.Tests.Grains.Outbox;

public sealed class DeliveryLimitTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DeliveryLimit _limit;
    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource> _begun = [];
    private int _users;

    public DeliveryLimitTests() => _limit = new(Options.Create(new StorageOptions()), _time);

    [Fact]
    public async Task So_many_are_delivered_at_once_and_each_that_ends_lets_the_next_begin()
    {
        var deliveries = Begin(_limit.AtOnce + 2);
        Assert.Equal(_limit.AtOnce, Begun);

        _begun[0].SetResult();
        await deliveries[0].Within("the first");
        await BegunAsync(_limit.AtOnce + 1);
        // The next in its order, which is not the last.
        Assert.False(deliveries[^1].IsCompleted);
        _begun[^1].SetResult();
        await deliveries[^2].Within("the one that waited longest");
        await BegunAsync(_limit.AtOnce + 2);
        Assert.False(deliveries[^1].IsCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_fails_says_so_and_leaves_its_turn(bool atOnce)
    {
        var before = Begin(_limit.AtOnce - 1);

        var failing = _limit.RunAsync(User(100), () => atOnce ? throw new InvalidOperationException("Cannot be told.") : Task.FromException(new InvalidOperationException("Cannot be told.")), Stop);

        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        Begin(1);
        await BegunAsync(before.Count + 1);
    }

    [Fact]
    public async Task Those_that_hang_keep_nobody_waiting_for_long_and_may_still_end()
    {
        var deliveries = Begin(_limit.AtOnce + 1);

        _time.Advance(DeliveryLimit.Longest);
        await BegunAsync(_limit.AtOnce + 1);

        Assert.False(deliveries[0].IsCompleted);
        _begun[0].SetResult();
        await deliveries[0].Within("one that hung");
        _begun[1].SetException(new TimeoutException("Its own."));
        await Assert.ThrowsAsync<TimeoutException>(() => deliveries[1]);
    }

    [Fact]
    public async Task Who_is_stopped_while_it_waits_never_begins()
    {
        Begin(_limit.AtOnce);
        using var stop = new CancellationTokenSource();
        var waiting = _limit.RunAsync(User(100), () => throw new InvalidOperationException("It began."), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _begun[0].SetResult();
        Begin(1);
        await BegunAsync(_limit.AtOnce + 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_stopped_before_never_begins(bool joins)
    {
        if (joins) Begin(1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _limit.RunAsync(User(0), DeliverAsync, new(canceled: true)));

        Assert.Equal(joins ? 1 : 0, Begun);
    }

    [Theory]
    [InlineData(StorageOptions.Sqlite, 6)]
    [InlineData(StorageOptions.Postgres, 16)]
    public void Each_store_has_as_many_at_once_as_pay(string store, int expected) =>
        Assert.Equal(expected, new DeliveryLimit(Options.Create(new StorageOptions { Store = store }), _time).AtOnce);

    [Fact]
    public async Task What_is_for_one_user_waits_for_one_turn_and_begins_together()
    {
        Begin(_limit.AtOnce);
        var first = Deliver(100);
        Begin(1);
        var others = new[] { Deliver(100), Deliver(100) };
        Assert.Equal(_limit.AtOnce, Begun);

        _begun[0].SetResult();
        await BegunAsync(_limit.AtOnce + 3);

        // The turn goes on until all of it are over.
        _begun[^1].SetResult();
        _begun[^2].SetResult();
        await Task.WhenAny(first, others[0], others[1]).Within("one of the three");
        Assert.Equal(_limit.AtOnce + 3, Begun);
        _begun[^3].SetResult();
        await Task.WhenAll([first, .. others]).Within("the three");
        await BegunAsync(_limit.AtOnce + 4);
    }

    [Fact]
    public async Task What_comes_for_a_user_whose_turn_it_is_begins_at_once()
    {
        Begin(_limit.AtOnce);
        Begin(1);

        var late = Deliver(0);

        Assert.Equal(_limit.AtOnce + 1, Begun);
        _begun[^1].SetResult();
        await late.Within("the late one");
        Assert.Equal(_limit.AtOnce + 1, Begun);
        _begun[0].SetResult();
        await BegunAsync(_limit.AtOnce + 2);
    }

    [Fact]
    public async Task A_user_to_whom_more_and_more_is_brought_keeps_nobody_waiting()
    {
        Begin(_limit.AtOnce);
        var other = Begin(1)[0];
        for (var n = 1; n < DeliveryLimit.MaxTogether; n++) _ = Deliver(0);
        var began = Begun;
        Assert.Equal(_limit.AtOnce + DeliveryLimit.MaxTogether - 1, began);

        var tooMany = Deliver(0);

        Assert.Equal(began, Begun);
        _begun[1].SetResult();
        await BegunAsync(began + 1);
        _begun[^1].SetResult();
        // The other waited before.
        await other.Within("the other");
        await BegunAsync(began + 2);
        _begun[^1].SetResult();
        await tooMany.Within("the last");
    }

    [Fact]
    public async Task A_user_who_cannot_be_told_has_no_endless_turn()
    {
        Begin(_limit.AtOnce);
        _time.Advance(DeliveryLimit.Longest / 2);
        _ = Deliver(0);
        _time.Advance(DeliveryLimit.Longest / 2);
        // All but the turn of the first are over.
        Begin(_limit.AtOnce - 1);
        await BegunAsync(2 * _limit.AtOnce);

        _ = Deliver(0);

        Assert.Equal(2 * _limit.AtOnce, Begun);
    }

    [Fact]
    public async Task A_turn_whose_deliveries_were_all_stopped_is_passed_over()
    {
        Begin(_limit.AtOnce);
        using var stop = new CancellationTokenSource();
        var stopped = _limit.RunAsync(User(100), DeliverAsync, stop.Token);
        Begin(1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);

        _begun[0].SetResult();

        await BegunAsync(_limit.AtOnce + 1);
        _begun[^1].SetResult();
        // Who comes for that user later has a turn.
        _ = Deliver(100);
        await BegunAsync(_limit.AtOnce + 2);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private int Begun
    {
        get
        {
            lock (_gate) return _begun.Count;
        }
    }

    private Task<int> BegunAsync(int count) => Waiting.UntilAsync(() => Task.FromResult(Begun), begun => begun == count, $"{count} to begin");

    /// <summary>Deliveries to so many users who have none yet.</summary>
    private List<Task> Begin(int count) => [.. Enumerable.Range(0, count).Select(_ => Deliver(_users++))];

    private Task Deliver(int user) => _limit.RunAsync(User(user), DeliverAsync, Stop);

    private static UserKey User(int number) => new("w", $"u{number}");

    private Task DeliverAsync()
    {
        var delivery = Waiting.Signal();
        lock (_gate) _begun.Add(delivery);
        return delivery.Task;
    }
}
