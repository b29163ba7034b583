namespace OrleansRealtime.Contracts.Timing;

/// <summary>Chance that keeps what a thousand feeds, rooms and outboxes do for one reason from happening at one moment.</summary>
public static class Jitter
{
    /// <summary>A factor for an interval: anywhere from 1 down to <paramref name="most"/> less.</summary>
    // CA5394: nobody gains from guessing it.
#pragma warning disable CA5394
    public static double Shortening(double most) => 1 - (Random.Shared.NextDouble() * most);

    /// <summary>A moment within a window.</summary>
    public static TimeSpan Share(TimeSpan window) => window * Random.Shared.NextDouble();
#pragma warning restore CA5394

    /// <summary>How long to wait before the next try: short after the first failure, twice as long after each, and up to a half less.</summary>
    /// <param name="failures">So far; 1 or more.</param>
    /// <param name="first">The most after the first failure.</param>
    /// <param name="longest">The most after any.</param>
    public static TimeSpan Pause(int failures, TimeSpan first, TimeSpan longest)
    {
        var pause = first * Math.Pow(2, Math.Min(failures - 1, 20));
        return (pause < longest ? pause : longest) * Shortening(0.5);
    }
}
