using Microsoft.Extensions.Hosting;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Broadcasts;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Grains.Inbox;

namespace OrleansRealtime.Grains.Hosting;

/// <summary>
/// Wakes the grains that have something due: a delivery that a crash left behind, a snooze that ends, something to forget. A grain that
/// nobody touches would otherwise sleep for ever on what it owes. At start and then every 30 seconds, in every silo: waking twice is
/// harmless.
/// </summary>
internal sealed partial class DueSweep(IGrainRows rows, IGrainFactory grains, TimeProvider time, ILogger<DueSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>How many owners one sweep wakes; the next takes the rest.</summary>
    private const int MaxOwners = 1_000;

    private const int WakesAtOnce = 16;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do await SweepAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            var due = await rows.DueOwnersAsync(time.GetUtcNow(), MaxOwners, cancellationToken);
            await Parallel.ForEachAsync(
                due,
                new ParallelOptions { MaxDegreeOfParallelism = WakesAtOnce, CancellationToken = cancellationToken },
                async (owner, stop) => await WakeAsync(owner, stop));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogSweepFailed(error);
        }
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
            await waking.WaitAsync(stop);
        }
        catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // One that cannot be woken must not keep the others asleep.
            LogWakeFailed(error, owner);
        }
    }

    [LoggerMessage(7540, LogLevel.Warning, "Looking for what is due failed; next try in 30 seconds")]
    private partial void LogSweepFailed(Exception error);

    [LoggerMessage(7541, LogLevel.Warning, "Waking {Owner} failed; next try in 30 seconds")]
    private partial void LogWakeFailed(Exception error, GrainRowOwner owner);

    // next id: 7542
}
