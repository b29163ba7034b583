namespace OrleansRealtime.Server.Gateway;

/// <summary>Chance that keeps what a thousand feeds do from happening at once.</summary>
internal static class Jitter
{
    /// <summary>A random number from 0 up to <paramref name="most"/>.</summary>
    // CA5394: nobody gains from guessing it.
#pragma warning disable CA5394
    public static double Share(double most) => Random.Shared.NextDouble() * most;
#pragma warning restore CA5394
}
