using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Broadcasts;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Grains.Hosting;

/// <summary>
/// Wakes the grains that have something due: a delivery that a crash left behind, a snooze that ends, something to forget. A grain that
/// nobody touches would otherwise sleep for ever on what it owes. Every 30 seconds, in one silo of the cluster: the oldest, which begins as
/// soon as it is that. While a silo goes and the next learns that it is the oldest, none or both may; waking twice is harmless. A round goes
/// on where the one before ended, and passes over those that were woken in vain a moment ago, so that owners that cannot be served, however
/// many, keep nobody else waiting.
/// </summary>
internal sealed partial class DueSweep(
    IGrainRows rows, IClusterView cluster, IGrainFactory grains, GrainsMetrics metrics, TimeProvider time, ILogger<DueSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>How often a silo that is not the first asks whether it has become it. 1 s: as often as it learns of the others.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long one owner is waited for. 2 s: most take milliseconds, and one that does not answer must not keep the others
    /// asleep. What it does it goes on doing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How many owners are read at once, and about how many one round wakes; the next goes on behind them.</summary>
    private const int PageSize = 1_000;

    /// <summary>How many owners one round looks at, of whom most may have been woken in vain a moment ago.</summary>
    private const int MaxPages = 10;

    private const int WakesAtOnce = 32;

    private readonly DueBackoff _backoff = new(time);
    private readonly SemaphoreSlim _turn = new(1);
    private DueOwner? _last;

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            var isFirst = cluster.IsFirst;
            // Before the sweep, during which the shorter period would be over.
            var pause = isFirst ? Interval : LookInterval;
            if (timer.Period != pause) timer.Period = pause;
            if (isFirst) await SweepAsync(stoppingToken);
            else metrics.LongestDue = null;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Makes one round, after the one that is under way.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        var began = Stopwatch.GetTimestamp();
        try
        {
            var woken = 0;
            for (var pages = 0; pages < MaxPages && woken < PageSize; pages++)
            {
                var page = await rows.DueOwnersAsync(time.GetUtcNow(), _last, PageSize, cancellationToken);
                if (_last is null) metrics.LongestDue = page.Count == 0 ? null : page[0].DueAt;
                var due = page.Where(_backoff.MayWake).ToList();
                await WakeAsync(due, cancellationToken);
                woken += due.Count;
                _last = page.Count < PageSize ? null : page[^1];
                if (_last is not null) continue;
                _backoff.EndPass();
                return;
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogSweepFailed(error);
        }
        finally
        {
            metrics.Swept(began);
            _turn.Release();
        }
    }

    private async Task WakeAsync(List<DueOwner> due, CancellationToken cancellationToken)
    {
        foreach (var one in due)
        {
            if (_backoff.CountWaking(one) != DueBackoff.StuckAfter) continue;
            metrics.Stuck(one.Owner.StateName);
            LogStuck(one.Owner, DueBackoff.StuckAfter, one.DueAt, DueBackoff.LongestPause);
        }

        await Parallel.ForEachAsync(
            due.Select(one => one.Owner),
            new ParallelOptions { MaxDegreeOfParallelism = WakesAtOnce, CancellationToken = cancellationToken },
            async (owner, stop) => await WakeAsync(owner, stop));
    }

    private async Task WakeAsync(GrainRowOwner owner, CancellationToken stop)
    {
        try
        {
            var waking = owner.StateName switch
            {
                EntityRows.StateName => grains.GetGrain<IEntityGrain>(owner.GrainKey).Wake(),
                InboxRows.StateName => grains.GetGrain<IUserGrain>(owner.GrainKey).Wake(),
                BroadcastRecord.StateName => grains.GetGrain<IBroadcastGrain>(owner.GrainKey).Wake(),
                _ => throw new InvalidOperationException($"No grain keeps rows as '{owner.StateName}'."),
            };
            // The silo, which stops after this, lets grains finish what they can; one that does not answer must not take all the time for that.
            await waking.WaitAsync(Patience, time, stop);
            metrics.Woken(owner.StateName, answered: true);
        }
        catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            metrics.Woken(owner.StateName, answered: false);
            // One that cannot be woken must not keep the others asleep.
            LogWakeFailed(error, owner);
        }
    }

    [LoggerMessage(7540, LogLevel.Warning, "Looking for what is due failed; next try in 30 seconds")]
    private partial void LogSweepFailed(Exception error);

    [LoggerMessage(7541, LogLevel.Warning, "Waking {Owner} failed; it is tried again, later each time")]
    private partial void LogWakeFailed(Exception error, GrainRowOwner owner);

    [LoggerMessage(7542, LogLevel.Error, "{Owner} was woken {Times} times and what it had due at {DueAt} is still due: from now on it is tried every {Pause}")]
    private partial void LogStuck(GrainRowOwner owner, int times, DateTimeOffset dueAt, TimeSpan pause);

    // next id: 7543
}
