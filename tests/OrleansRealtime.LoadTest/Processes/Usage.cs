using System.Diagnostics;

namespace OrleansRealtime.LoadTest.Processes;

/// <summary>What a window took: of the system, of its store, of this program, and how much of the machine went to others.</summary>
/// <param name="Others">The share of the machine, 0 to 1, that programs took which are no part of this.</param>
/// <param name="Stolen">The share that the hypervisor took.</param>
internal sealed record Usage(TimeSpan System, TimeSpan Store, TimeSpan Load, double Others, double Stolen)
{
    /// <summary>A window that is disturbed more than this says little about who was measured.</summary>
    private const double MostDisturbance = 0.05;

    public bool IsDisturbed => Others + Stolen > MostDisturbance;

    public static async Task<Usage> OfAsync(ProcessTree system, ProcessTree? store, Func<Task> window)
    {
        var (machine, before) = (Machine.Now, Times());
        await window();
        var (passed, after) = (Machine.Now - machine, Times());
        var (own, beside, load) = (after.System - before.System, after.Store - before.Store, after.Load - before.Load);
        var others = passed.Busy - ((own + beside + load).TotalSeconds * ProcessTree.TicksPerSecond);
        return new(own, beside, load, Math.Max(0, others / passed.All), passed.Stolen / passed.All);

        (TimeSpan System, TimeSpan Store, TimeSpan Load) Times()
        {
            using var self = Process.GetCurrentProcess();
            return (system.Cpu, store?.Cpu ?? default, self.TotalProcessorTime);
        }
    }
}
