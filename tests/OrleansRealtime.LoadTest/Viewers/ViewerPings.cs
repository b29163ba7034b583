namespace OrleansRealtime.LoadTest.Viewers;

/// <summary>Says for all viewers every 15 seconds that they are there; who is silent for 30 is sent away by a hub.</summary>
internal static class ViewerPings
{
    /// <summary>Spread over the interval, as those of real pages are.</summary>
    private const int Parts = 15;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Ends when it is stopped.</summary>
    public static async Task SendAsync(IReadOnlyCollection<Viewer> viewers, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval / Parts);
        while (true)
        {
            foreach (var part in viewers.Chunk(Math.Max(1, (viewers.Count + Parts - 1) / Parts)))
            {
                foreach (var viewer in part) await viewer.PingAsync();
                await timer.WaitForNextTickAsync(stop);
            }
        }
    }
}
