namespace OrleansRealtime.Gateway.Feeds;

/// <summary>Chance that keeps what a thousand feeds do from happening at once.</summary>
internal static class Jitter
{
    /// <summary>A random number from 0 up to <paramref name="most"/>.</summary>
    // CA5394: nobody gains from guessing it.
#pragma warning disable CA5394
    public static double Share(double most) => Random.Shared.NextDouble() * most;
#pragma warning restore CA5394

    /// <summary>How long to wait before the next try: short after the first failure, twice as long after each, and up to a half less.</summary>
    /// <param name="failures">So far; 1 or more.</param>
    /// <param name="first">The most after the first failure.</param>
    /// <param name="longest">The most after any.</param>
    public static TimeSpan Pause(int failures, TimeSpan first, TimeSpan longest)
    {
        var pause = first * Math.Pow(2, Math.Min(failures - 1, 20));
        return (pause < longest ? pause : longest) * (1 - Share(0.5));
    }
}
