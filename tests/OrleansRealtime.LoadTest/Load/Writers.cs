using System.Diagnostics;
using HdrHistogram;

namespace OrleansRealtime.LoadTest.Load;

/// <summary>Callers who each send the next call when the last was answered: how much a system takes, not how long an edit waits when others are sent anyway.</summary>
internal static class Writers
{
    /// <param name="call">One call, of the writer of this number, and its own count of calls.</param>
    /// <returns>Calls that were answered, and how long each took, in microseconds.</returns>
    public static async Task<(long Calls, HistogramBase Latencies)> RunAsync(int writers, TimeSpan length, Func<int, int, Task> call)
    {
        var latencies = new LongConcurrentHistogram(1, (long)TimeSpan.FromMinutes(2).TotalMicroseconds, 3);
        var calls = 0L;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(WriteAsync));
        return (calls, latencies);

        async Task WriteAsync(int writer)
        {
            for (var n = 0; Stopwatch.GetElapsedTime(began) < length; n++)
            {
                var sent = Stopwatch.GetTimestamp();
                await call(writer, n);
                latencies.RecordValue(Math.Clamp((long)Stopwatch.GetElapsedTime(sent).TotalMicroseconds, 1, latencies.HighestTrackableValue));
                Interlocked.Increment(ref calls);
            }
        }
    }
}
