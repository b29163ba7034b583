using System.Diagnostics;
using System.Globalization;

namespace OrleansRealtime.LoadTest.Processes;

/// <summary>The time of all processors, in ticks: what was worked, and what the hypervisor gave to others. What counts is the difference of two.</summary>
/// <remarks>What a processor worked is what is left of the time beside its rest. The kernel measures rest, but work it only samples, 100 to 1,000 times a
/// second on most machines: of work that comes in step with that, as 500 edits a second do, it may see all or nothing.</remarks>
internal readonly record struct Machine(double Resting, double Stolen, double All)
{
    private const int Idle = 3;
    private const int Waiting = 4;
    private const int StolenTime = 7;

    public static Machine Now
    {
        get
        {
            // All processors together, and then each: this process may be confined to some of them.
            var lines = File.ReadLines("/proc/stat").TakeWhile(line => line.StartsWith("cpu", StringComparison.Ordinal)).ToList();
            double[] times = [.. lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            var all = Stopwatch.GetElapsedTime(0).TotalSeconds * (lines.Count - 1) * ProcessTree.TicksPerSecond;
            return new(times[Idle] + times[Waiting], times[StolenTime], all);
        }
    }

    public double Busy => Math.Max(0, All - Resting - Stolen);

    public static Machine operator -(Machine later, Machine earlier) => new(later.Resting - earlier.Resting, later.Stolen - earlier.Stolen, later.All - earlier.All);
}
