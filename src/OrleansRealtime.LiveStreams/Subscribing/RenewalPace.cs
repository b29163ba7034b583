namespace OrleansRealtime.LiveStreams.Subscribing;

/// <summary>
/// When a stream is next asked for. Pure but for chance. Everything that many streams do for one reason, as joining at a process start,
/// losing a silo, or being told that one goes away, is spread by chance, so that they do not come together again.
/// </summary>
internal sealed class RenewalPace(TimeSpan interval, Func<double> random)
{
    /// <summary>The first retry comes within this, the next within twice as much.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// After a lease that was ahead of the events: long enough for what is on its way in a process or a rack, and short beside the
    /// interval.
    /// </summary>
    public static readonly TimeSpan Recheck = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long after one renewal the next is due, so that it and the second look which proves what it suspects, each a tick late, still
    /// fall within the interval: what was lost right after a renewal is known before the interval is over.
    /// </summary>
    public static TimeSpan Within(TimeSpan interval, TimeSpan tick) => interval - Recheck - (2 * tick);

    /// <summary>After a join: anywhere in the interval, so that streams joined together are renewed apart.</summary>
    public TimeSpan AfterJoin(TimeSpan now, TimeSpan leaseDuration) => now + random() * Interval(leaseDuration);

    /// <summary>After a renewal: the same place in the next interval. A process that was held up spreads what it missed.</summary>
    public TimeSpan AfterRenewal(TimeSpan due, TimeSpan now, TimeSpan leaseDuration)
    {
        var next = due + Interval(leaseDuration);
        return next > now ? next : AfterJoin(now, leaseDuration);
    }

    /// <summary>After a failure: at once, then twice as long each time and never longer than the interval, with full jitter.</summary>
    public TimeSpan AfterFailure(TimeSpan now, int failures)
    {
        var doublings = Math.Clamp(failures - 1, 0, 20);
        var ceiling = FirstRetry * (1L << doublings);
        return now + random() * (ceiling < interval ? ceiling : interval);
    }

    public static TimeSpan AfterSuspicion(TimeSpan now) => now + Recheck;

    /// <summary>
    /// When the owner says that it goes away. 1 s: a silo that stops with 10,000 streams must not have them all activated at one moment.
    /// </summary>
    public TimeSpan AfterGoingAway(TimeSpan now) => now + random() * TimeSpan.FromSeconds(Math.Min(1, interval.TotalSeconds / 4));

    // The owner may have been configured with shorter leases than this process.
    private TimeSpan Interval(TimeSpan leaseDuration) => leaseDuration / 3 < interval ? leaseDuration / 3 : interval;
}
