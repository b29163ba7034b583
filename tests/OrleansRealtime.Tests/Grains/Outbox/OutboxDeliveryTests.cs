using System.Collections.Concurrent;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Tests.Cluster;
using OrleansRealtime.Tests.Storage.PostgreSql;

namespace OrleansRealtime.Tests.Grains.Outbox;

/// <summary>An owner that has lost its standing, or no longer knows its rows, may have an heir, which delivers the same entries.</summary>
public sealed class OutboxDeliveryTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly SwitchableStanding _standing = new();
    private readonly MemoryGrainRows _rows = new();
    private readonly RecordingEvents<OutboxDelivery> _events = new();
    private readonly ConcurrentQueue<long> _delivered = new();
    private readonly TaskCompletionSource _reached = Waiting.Signal();
    private readonly OutboxDelivery _delivery;
    private Task _hold = Task.CompletedTask;
    private string[] _untold = [];
    private Exception _noting = new InvalidOperationException("Everybody was told.");

    public OutboxDeliveryTests() => _delivery = new(
        new("entity", "demo/workitem/42"), _rows, _standing, writing: () => null, DeliverAsync, NoteAsync, TestMetrics.Grains, _time, _events);

    public ValueTask DisposeAsync() => _delivery.DisposeAsync();

    [Fact]
    public async Task It_begins_no_delivery()
    {
        _standing.Holds = false;

        Owe(1);

        await TriedAsync();
        Assert.Empty(_delivered);
        await DeliversWithStandingAsync([1]);
    }

    [Fact]
    public async Task It_does_not_take_an_entry_for_delivered_that_it_delivered_meanwhile()
    {
        var released = Waiting.Signal();
        _hold = released.Task;
        Owe(1);
        await _reached.Task.Within("the delivery");

        _standing.Holds = false;
        released.SetResult();

        await TriedAsync();
        Assert.Single(_rows.IdsIn(OutboxDelivery.Collection));
        await DeliversWithStandingAsync([1, 1]);
    }

    [Fact]
    public async Task It_ends_when_nobody_knows_whether_its_note_of_who_is_left_was_committed()
    {
        (_untold, _noting) = (["bo"], new CommitFailedException());

        Owe(1);

        await IdleAsync();
        Assert.Equal([1L], _delivered);
    }

    /// <summary>Until the delivery has failed, or has come to its end, which it must not.</summary>
    private async Task TriedAsync() => await Task.WhenAny(_events.SeenAsync("LogDeliveryFailed"), IdleAsync());

    private async Task DeliversWithStandingAsync(long[] delivered)
    {
        _standing.Holds = true;
        await _time.RunUntilAsync(IdleAsync(), TimeSpan.FromSeconds(5), "the delivery");
        Assert.Equal(delivered, _delivered);
        Assert.Empty(_rows.IdsIn(OutboxDelivery.Collection));
    }

    private async Task IdleAsync() => await Waiting.UntilAsync(() => Task.FromResult(_delivery.IsIdle), isIdle => isIdle, "the end of the delivery");

    private void Owe(long number)
    {
        var batch = new CommitBatch<string>("record");
        _delivery.Add(batch, new(number, "e", NotificationKinds.Changed, ["ana"], false, "title", ["a"], null, [], _time.GetUtcNow()));
        _rows.Commit(batch);
        _delivery.Committed(batch);
    }

    private async Task<FanOutcome<string>> DeliverAsync(OutboxEntry entry, IReadOnlySet<string> passOver, CancellationToken stop)
    {
        _delivered.Enqueue(entry.Number);
        _reached.TrySetResult();
        await _hold.WaitAsync(stop);
        return new([], _untold, [], IsBrokenOff: false);
    }

    private Task NoteAsync(IReadOnlyList<GrainRow> rows) => throw _noting;
}
