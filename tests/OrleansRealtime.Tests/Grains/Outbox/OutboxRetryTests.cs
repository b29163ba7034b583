using System.Collections.Concurrent;
using OrleansRealtime.Grains;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Tests.Cluster;
using OrleansRealtime.Tests.Storage.PostgreSql;

namespace OrleansRealtime.Tests.Grains.Outbox;

/// <summary>When those are tried again who could not be told, and what their entries take in meanwhile.</summary>
public sealed class OutboxRetryTests : IAsyncDisposable
{
    /// <summary>One at a time, as a grain's: what a delivery begins in one goes on in others.</summary>
    private readonly TaskFactory _turns = new(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);
    private readonly ManualTimeProvider _time = new();
    private readonly MemoryGrainRows _rows = new();
    private readonly ConcurrentQueue<FanOutcome<string>> _outcomes = new();
    private readonly ConcurrentQueue<GrainRow> _noted = new();
    private readonly OutboxDelivery _delivery;
    private int _delivered;
    private int _tries;

    public OutboxRetryTests() => _delivery = new(
        new("entity", "demo/workitem/42"), _rows, new SwitchableStanding(), writing: () => null, DeliverAsync, NoteAsync, TestMetrics.Grains, _time,
        new RecordingEvents<OutboxDelivery>());

    public ValueTask DisposeAsync() => _delivery.DisposeAsync();

    [Fact]
    public async Task Others_who_cannot_be_told_put_off_nobody()
    {
        for (var n = 1; n <= 10; n++)
        {
            await OweAsync(n, Failed($"user-{n}"));
            _time.Advance(TimeSpan.FromSeconds(0.4));
        }

        await TriedAsync(1);
    }

    [Fact]
    public async Task Who_cannot_be_told_only_now_is_tried_soon_beside_those_who_could_not_be_told_for_long()
    {
        await WaitingForLongAsync();
        var tries = _tries;

        await OweAsync(2, Failed("chi"));

        _time.Advance(TimeSpan.FromSeconds(1));
        await TriedAsync(tries + 1);
    }

    [Fact]
    public async Task So_is_who_could_not_be_told_in_a_try_that_was_broken_off()
    {
        await WaitingForLongAsync();
        var tries = _tries;
        await OweAsync(2, Failed("chi") with { IsBrokenOff = true });
        _outcomes.Enqueue(PassedOver("bo", "chi"));
        _time.Advance(TimeSpan.FromSeconds(1));
        await DeliveredAsync(3);

        _time.Advance(TimeSpan.FromSeconds(1));
        await TriedAsync(tries + 1);
    }

    [Fact]
    public async Task What_is_first_tried_for_them_gathers_and_what_was_tried_before_does_not()
    {
        await WaitingForLongAsync();
        await OweAsync(2, PassedOver("bo"));
        await OweAsync(3, PassedOver("bo"));
        await NotedAsync(row => row is { Id: var id, Value: null } && id == RowJson.Number(3));

        await OweAsync(4, Failed("bo") with { IsBrokenOff = true });
        _outcomes.Enqueue(PassedOver("bo"));
        _time.Advance(TimeSpan.FromSeconds(1));

        await NotedAsync(row => row is { Id: var id, Value: not null } && id == RowJson.Number(4));
    }

    /// <summary>One could not be told so often that the next try is at least 16 s away.</summary>
    private async Task WaitingForLongAsync()
    {
        await OweAsync(1, Failed("bo"));
        for (var n = 1; n <= 6; n++)
        {
            _time.Advance(TimeSpan.FromSeconds(32));
            await TriedAsync(n);
        }
    }

    private async Task OweAsync(long number, FanOutcome<string> outcome)
    {
        var delivered = _delivered;
        _outcomes.Enqueue(outcome);
        await _turns.StartNew(() =>
        {
            var batch = new CommitBatch<string>("record");
            _delivery.Add(batch, new(number, "e", NotificationKinds.Changed, ["ana"], false, "title", ["a"], null, [], _time.GetUtcNow()));
            _rows.Commit(batch);
            _delivery.Committed(batch);
        });
        await DeliveredAsync(delivered + 1);
    }

    private async Task DeliveredAsync(int count)
    {
        await Waiting.UntilAsync(() => Task.FromResult(_delivered), delivered => delivered >= count, $"delivery {count}");
        await PausedAsync();
    }

    private async Task TriedAsync(int count)
    {
        await Waiting.UntilAsync(() => Task.FromResult(_tries), tries => tries >= count, $"try {count} for the few");
        await PausedAsync();
    }

    /// <summary>No timer runs while somebody is being told.</summary>
    private async Task PausedAsync() => await Waiting.UntilAsync(() => Task.FromResult(_time.NextDue), due => due is not null, "the pause before the next try");

    private async Task NotedAsync(Predicate<GrainRow> isIt) => await Waiting.UntilAsync(() => Task.FromResult(_noted.Any(row => isIt(row))), isNoted => isNoted, "the row");

    private async Task<FanOutcome<string>> DeliverAsync(OutboxEntry entry, IReadOnlySet<string> passOver, CancellationToken stop)
    {
        await Task.Yield();
        if (entry.Remaining is { } few)
        {
            Interlocked.Increment(ref _tries);
            return Failed([.. few]);
        }

        Assert.True(_outcomes.TryDequeue(out var outcome));
        Interlocked.Increment(ref _delivered);
        return outcome;
    }

    private Task NoteAsync(IReadOnlyList<GrainRow> rows)
    {
        foreach (var row in rows) _noted.Enqueue(row);
        return Task.CompletedTask;
    }

    private static FanOutcome<string> Failed(params string[] users) =>
        new([], users, [.. users.Select(user => new InvalidOperationException(user))], IsBrokenOff: false);

    private static FanOutcome<string> PassedOver(params string[] users) => new([], users, [], IsBrokenOff: false);
}
