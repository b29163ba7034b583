using System.Diagnostics;

namespace OrleansRealtime.LoadTest.Load;

/// <summary>
/// Calls that are sent when they are due, whether or not those before them are answered, so that a system that stalls is charged for all who waited.
/// </summary>
internal static class OpenLoad
{
    /// <summary>Moments of a steady rate, in calls a second, counted from the start.</summary>
    public static IEnumerable<TimeSpan> Steady(int rate, TimeSpan length)
    {
        for (var n = 0L; n < length.TotalSeconds * rate; n++) yield return TimeSpan.FromTicks(n * TimeSpan.TicksPerSecond / rate);
    }

    /// <summary>Ends when all is answered.</summary>
    /// <param name="moments">When each call is due, in order, counted from now.</param>
    /// <param name="send">Sends the call of this number, from 0, which was due at this timestamp of this process.</param>
    public static async Task RunAsync(IEnumerable<TimeSpan> moments, Func<int, long, Task> send, CancellationToken stop)
    {
        // A thread of its own, which sleeps between the calls.
        var calls = await Task.Factory.StartNew(() => Send(moments, send, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll(calls);
    }

    private static List<Task> Send(IEnumerable<TimeSpan> moments, Func<int, long, Task> send, CancellationToken stop)
    {
        var (calls, start) = (new List<Task>(), Stopwatch.GetTimestamp());
        foreach (var moment in moments)
        {
            stop.ThrowIfCancellationRequested();
            var due = start + (long)(moment.TotalSeconds * Stopwatch.Frequency);
            EditClock.SleepUntil(due);
            calls.Add(send(calls.Count, due));
        }

        return calls;
    }
}
