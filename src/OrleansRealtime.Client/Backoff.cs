namespace OrleansRealtime.Client;

/// <summary>How long to wait before another try. Full jitter, anywhere between nothing and a bound that doubles, so that those whom one
/// outage sent away come back spread over the bound and not in waves.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Func<double> random)
{
    private const int MostDoublings = 30;

    public static Backoff Usual { get; } = new(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(10), Random.Shared.NextDouble);

    /// <param name="attempt">0 is the first further try.</param>
    public TimeSpan Before(int attempt)
    {
        var bound = first * Math.Pow(2, Math.Min(attempt, MostDoublings));
        return random() * (bound < longest ? bound : longest);
    }
}
