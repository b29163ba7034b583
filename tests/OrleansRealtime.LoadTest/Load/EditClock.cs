using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OrleansRealtime.LoadTest.Load;

/// <summary>Sleeps until a moment, to some 60 microseconds: a timer of .NET is late by up to a millisecond, which is more than a peer takes for an
/// edit.</summary>
internal static partial class EditClock
{
    /// <param name="due">A timestamp of this process.</param>
    public static void SleepUntil(long due)
    {
        // Interrupted by a signal, it sleeps for the rest.
        for (var left = Left(due); left > TimeSpan.Zero; left = Left(due))
        {
            var sleep = new Duration { Seconds = (long)left.TotalSeconds, Nanoseconds = left.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick };
            _ = NanoSleep(sleep, IntPtr.Zero);
        }
    }

    private static TimeSpan Left(long due) => Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int NanoSleep(in Duration duration, IntPtr rest);

    [StructLayout(LayoutKind.Sequential)]
    private struct Duration
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
